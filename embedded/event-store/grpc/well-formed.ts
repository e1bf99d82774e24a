/**
 * Which fields of a message are messages themselves. The generated code believes the length that a nested
 * message claims: a few bytes could keep the node busy for seconds. So lengths are checked before.
 */
type Shape = { readonly [field: number]: Shape };

const FLAT: Shape = {};
const UUID: Shape = { 1: FLAT };
const OPTIONS: Shape = { 1: FLAT, 3: FLAT, 4: FLAT, 5: FLAT, 6: FLAT };
const EVENT: Shape = { 1: UUID, 2: FLAT };
const READ_OPTIONS: Shape = {
  1: OPTIONS,
  2: { 1: FLAT, 2: FLAT, 3: FLAT },
  6: FLAT,
  7: { 1: FLAT, 2: FLAT, 4: FLAT },
  8: FLAT,
  9: { 1: FLAT, 2: FLAT },
  10: FLAT,
};

/** Per method of Streams, by its name in the generated service. */
const REQUESTS = {
  append: { 1: OPTIONS, 2: EVENT },
  batchAppend: { 1: UUID, 2: OPTIONS, 3: EVENT },
  delete: { 1: OPTIONS },
  read: { 1: READ_OPTIONS },
  tombstone: { 1: OPTIONS },
} satisfies Record<string, Shape>;

/** A method of Streams that refuses requests whose lengths lie. */
export function wellFormed<Method extends { requestDeserialize: (bytes: Buffer) => unknown }>(
  name: keyof typeof REQUESTS,
  method: Method,
): Method {
  return {
    ...method,
    requestDeserialize(bytes: Buffer) {
      check(bytes, REQUESTS[name], 0, bytes.length);
      return method.requestDeserialize(bytes);
    },
  };
}

/** @throws RangeError */
function check(bytes: Uint8Array, shape: Shape, from: number, end: number): void {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < end; scale *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw malformed();
  };
  while (at < end) {
    const tag = varint();
    const type = tag % 8;
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = varint();
      const nested = shape[(tag - type) / 8];
      if (at + length > end) throw malformed();
      if (nested) check(bytes, nested, at, at + length);
      at += length;
    } else throw malformed();
  }
  if (at > end) throw malformed();
}

function malformed(): RangeError {
  return new RangeError('The message is malformed.');
}
