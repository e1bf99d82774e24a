import type { z } from 'zod';
import { DomainError } from '../core/domain-error.ts';

/** Parses input of the outside. Throws VALIDATION_FAILED with every field that is wrong and why. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'unknown field' }))
      : [{ field: issue.path.join('.'), message: issue.message }],
  );
  throw new DomainError('VALIDATION_FAILED', 'the request is not valid', details);
}
