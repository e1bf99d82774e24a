import { z } from 'zod';

const personal = z.registry<{ personal: true }>();

/** Marks a field of an event schema as personal data: masked in every log line, erasable with its subject. */
export function pii<Schema extends z.ZodType>(schema: Schema): Schema {
  personal.add(schema, { personal: true });
  return schema;
}

/** Names of the top-level fields of `schema` that were marked with {@link pii}. */
export function personalFields(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape)
    .filter(([, field]) => isPersonal(field))
    .map(([name]) => name);
}

function isPersonal(schema: unknown): boolean {
  if (!(schema instanceof z.ZodType)) return false;
  if (personal.has(schema)) return true;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? isPersonal(schema.unwrap())
    : false;
}
