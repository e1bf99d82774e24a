const deepest = 8;

/** Names that are never written, whatever the event schemas say. */
const secret = /password|secret|authorization|cookie|api-?_?key|private-?_?key|(^|[a-z_-])token$/i;

/**
 * A copy of `value`, fit for JSON, with every field of a masked name, at any depth, replaced by `***`.
 */
export function maskPersonal<Value>(value: Value, masked: ReadonlySet<string>): Value {
  return copy(value, masked, 0) as Value;
}

/** Whether a name was found to be of a secret: the same few names are on every line. */
const known = new Map<string, boolean>();
const mostKnown = 1000;

function isSecret(name: string): boolean {
  let answer = known.get(name);
  if (answer === undefined) {
    answer = secret.test(name);
    if (known.size < mostKnown) known.set(name, answer);
  }
  return answer;
}

function copy(value: unknown, masked: ReadonlySet<string>, depth: number): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '…';
  const inside = (inner: unknown) => copy(inner, masked, depth + 1);
  if (Array.isArray(value)) return value.map(inside);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { name, message, stack, ...(cause === undefined ? {} : { cause: inside(cause) }) };
  }
  // A date, an address: what has a form of its own in JSON has no fields to look into.
  if ('toJSON' in value && typeof value.toJSON === 'function') return inside(value.toJSON());
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const hidden = masked.has(key) || isSecret(key);
    result[key] = hidden && inner !== null && inner !== undefined ? '***' : inside(inner);
  }
  return result;
}
