import type { z } from 'zod';
import { invalidRequest } from '../core/domain-error.ts';

/** Parses input of the outside. Throws VALIDATION_FAILED with every field that is wrong and why. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'unknown field' }))
      : [
          {
            field: issue.path.join('.'),
            message: isMissing(input, issue.path) ? 'is required' : issue.message,
          },
        ],
  );
  throw invalidRequest(details);
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  const value = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    input,
  );
  return path.length > 0 && value === undefined;
}
