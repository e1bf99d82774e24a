import { z } from 'zod';
import type { ListFieldType } from '../../core/define-query.ts';
import { date, decimal, timestamp } from '../../domain/values.ts';

const text = z
  .string()
  .max(500, 'expected at most 500 characters')
  .refine((value) => !value.includes('\u0000'), 'may not contain a null character');
const uuid = z.guid('expected a UUID').toLowerCase();

/** How a value of each type is read from a request; the result is text that the database casts. */
const schemas: Readonly<Record<ListFieldType, z.ZodType<string>>> = {
  text,
  uuid,
  integer: z.string().regex(/^-?\d{1,18}$/, 'expected an integer'),
  number: decimal,
  date,
  timestamp,
  boolean: z.enum(['true', 'false'], 'expected true or false'),
  'uuid[]': uuid,
  'text[]': text,
};

/** SQL type to which a value of the field (for arrays: one element) is cast. */
export const castOf: Readonly<Record<ListFieldType, string>> = {
  text: 'text',
  uuid: 'uuid',
  integer: 'bigint',
  number: 'numeric',
  date: 'date',
  timestamp: 'timestamptz',
  boolean: 'boolean',
  'uuid[]': 'uuid',
  'text[]': 'text',
};

/** The value, or what is wrong with it. */
export function readValue(
  type: ListFieldType,
  value: string,
): { ok: true; value: string } | { ok: false; message: string } {
  const parsed = schemas[type].safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, message: parsed.error.issues[0]?.message ?? 'not valid' };
}
