/** A JSON Schema as the API document has it, as far as these helpers read it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** Values of fields whose schema does not say all that they must be. */
const known: Readonly<Record<string, unknown>> = {
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  slug: 'acme',
  score: '0.5',
  finalScore: '0.5',
  baseline: '0',
  commit: '5',
  target: '10',
  stretch: '15',
};

const formats: Readonly<Record<string, string>> = {
  uuid: '01900000-0000-7000-8000-000000000404',
  date: '2026-02-01',
  'date-time': '2026-02-01T00:00:00.000Z',
  email: 'somebody@example.com',
};

/** A value that the schema takes, with every optional field in it. */
export function sample(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [option] = schema.oneOf ?? schema.anyOf ?? [];
  if (option) return sample(option, name);
  switch (schema.type) {
    case 'object':
      if (schema.propertyNames?.enum && typeof schema.additionalProperties === 'object')
        return recordOf(schema.propertyNames.enum, schema.additionalProperties);
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sample(inner, key)]),
      );
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => sample(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return known[name] ?? formats[schema.format ?? ''] ?? (schema.pattern ? '10' : 'text');
  }
}

function recordOf(keys: readonly unknown[], schema: Schema): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [String(key), sample(schema)]));
}

/** A way to spoil a value. */
export interface Spoiled {
  /** Dotted path of what was spoilt. */
  readonly path: string;
  readonly how: string;
  readonly value: unknown;
}

/** Every way to spoil `value`, which the schema takes, that the schema can name. */
export function* spoil(schema: Schema, value: unknown, path = ''): Generator<Spoiled> {
  const as = (how: string, spoilt: unknown): Spoiled => ({ path, how, value: spoilt });
  const options = schema.oneOf ?? schema.anyOf;
  const types = new Set((options ?? [schema]).flatMap((option) => typesOf(option)));
  const others: [string, unknown][] = [
    ['null', null],
    ['boolean', true],
    ['number', 1.5],
    ['string', '\u{1F600} none of this'],
    ['array', [[]]],
    ['object', { unheard: 'of' }],
  ];
  for (const [type, other] of others)
    if (!types.has(type) && !(type === 'string' && types.size === 0)) yield as(`${type} instead`, other);

  if (options) {
    const [option] = options;
    if (option && options.length > 0)
      for (const each of spoil(option, value, path)) if (isInner(each, path)) yield each;
    return;
  }
  if (schema.enum) yield as('value outside the list', 'unheard of');
  if (schema.maxLength !== undefined) yield as('text too long', 'x'.repeat(schema.maxLength + 1));
  if (schema.minLength !== undefined && schema.minLength > 0) yield as('text too short', '');
  if (schema.format !== undefined) yield as(`no ${schema.format}`, 'x');
  if (schema.maximum !== undefined) yield as('number too large', schema.maximum + 1);
  if (schema.minimum !== undefined) yield as('number too small', schema.minimum - 1);

  if (Array.isArray(value) && schema.items) {
    if (schema.maxItems !== undefined)
      yield as(
        'list too long',
        Array.from({ length: schema.maxItems + 1 }, () => value[0]),
      );
    if (schema.minItems) yield as('list too short', []);
    for (const inner of spoil(schema.items, value[0], join(path, '0')))
      yield { ...inner, value: [inner.value, ...value.slice(1)] };
  }
  if (schema.type === 'object' && typeof value === 'object' && value !== null) {
    yield { path: join(path, 'unheardOf'), how: 'unknown field', value: { ...value, unheardOf: 1 } };
    const record = value as Record<string, unknown>;
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(key)) {
        const { [key]: _, ...rest } = record;
        yield { path: join(path, key), how: 'missing', value: rest };
      }
      for (const inner of spoil(property, record[key], join(path, key)))
        yield { ...inner, value: { ...record, [key]: inner.value } };
    }
  }
}

function isInner(spoilt: Spoiled, path: string): boolean {
  return spoilt.path !== path;
}

function typesOf({ type, const: constant, enum: values, anyOf, oneOf }: Schema): string[] {
  const inner = anyOf ?? oneOf;
  if (inner) return inner.flatMap(typesOf);
  if (typeof type === 'string') return type === 'integer' ? ['integer'] : [type];
  if (Array.isArray(type)) return [...type];
  return [constant, ...(values ?? [])].map((value) => (value === null ? 'null' : typeof value));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
