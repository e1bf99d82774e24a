import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** Formats say it better than the patterns that implement them. */
const formats: ReadonlySet<unknown> = new Set(['uuid', 'date', 'date-time', 'email', 'uri', 'ipv4', 'ipv6']);

/** JSON Schema (2020-12) of what a zod schema takes (`input`) or gives (`output`). */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: made }) => {
      if (formats.has(made.format)) delete made.pattern;
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
    },
  });
  return rest;
}

/** The schema of an object, taken apart. */
interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
  /** All of it without some properties. */
  without(names: readonly string[]): JsonSchema;
}

/** Takes the schema of an object apart. */
export function objectSchema(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const whole = jsonSchema(schema, io);
  const properties = (whole.properties ?? {}) as Record<string, JsonSchema>;
  const required = (whole.required ?? []) as string[];
  return {
    properties,
    required,
    without(names) {
      const kept = Object.entries(properties).filter(([name]) => !names.includes(name));
      const stillRequired = required.filter((name) => !names.includes(name));
      return {
        ...whole,
        properties: Object.fromEntries(kept),
        ...(required.length > 0 ? { required: stillRequired } : {}),
      };
    },
  };
}

/** Reference to a component. */
export function ref(
  kind: 'schemas' | 'responses' | 'parameters' | 'headers',
  name: string,
): { $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}
