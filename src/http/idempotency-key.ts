import { invalid } from './errors.ts';

const longest = 200;

/** The Idempotency-Key, undefined without one. Throws VALIDATION_FAILED unless it has 1 to 200 characters. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return;
  if (typeof header !== 'string' || header.length < 1 || header.length > longest)
    throw invalid('Idempotency-Key', `must have 1 to ${longest} characters`);
  return header;
}
