const deepest = 8;

/** Names that are never written, whatever the event schemas say. */
const secrets = new Set(['password', 'token', 'accesstoken', 'authorization', 'secret', 'cookie']);

/**
 * A copy of `value` with every field of a masked name, at any depth, replaced by `***`. Symbol keys are kept:
 * winston's own fields are symbols.
 */
export function maskPersonal<Value>(value: Value, masked: ReadonlySet<string>): Value {
  return copy(value, masked, 0) as Value;
}

function copy(value: unknown, masked: ReadonlySet<string>, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '…';
  if (Array.isArray(value)) return value.map((item) => copy(item, masked, depth + 1));
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  const result: Record<string | symbol, unknown> = {};
  for (const key of Reflect.ownKeys(value)) {
    const inner: unknown = Reflect.get(value, key);
    const hidden = typeof key === 'string' && (masked.has(key) || secrets.has(key.toLowerCase()));
    result[key] = hidden && inner !== null && inner !== undefined ? '***' : copy(inner, masked, depth + 1);
  }
  return result;
}
