/** The few pieces of the protobuf wire format that the stored events need, written straight into a buffer. */

/** 2^63 - 1, the revision of a tombstone; every number beyond the safe integers is written as this one. */
const MAX_INT64 = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);

export function varintLength(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER) return MAX_INT64.length;
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length += 1;
  return length;
}

/** @returns the offset behind what was written */
export function writeVarint(buffer: Buffer, value: number, offset: number): number {
  if (value > Number.MAX_SAFE_INTEGER) {
    buffer.set(MAX_INT64, offset);
    return offset + MAX_INT64.length;
  }
  let at = offset;
  let rest = value;
  while (rest >= 0x80) {
    buffer[at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  buffer[at++] = rest;
  return at;
}

/** @returns the number and the offset behind it. @throws RangeError when there is none */
export function readVarint(buffer: Buffer, offset: number): [value: number, end: number] {
  let value = 0;
  let scale = 1;
  let at = offset;
  for (;;) {
    const byte = buffer.readUInt8(at);
    value += (byte & 0x7f) * scale;
    at += 1;
    if (byte < 0x80) return [value, at];
    scale *= 0x80;
  }
}

/** Length of a field with a one-byte tag and `length` bytes of content. */
export function bytesFieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}

/** Writes tag and length of a length-delimited field; @returns the offset of its content. */
export function writeBytesHeader(buffer: Buffer, field: number, length: number, offset: number): number {
  buffer[offset] = (field << 3) | 2;
  return writeVarint(buffer, length, offset + 1);
}

export function writeBytes(buffer: Buffer, field: number, content: Uint8Array, offset: number): number {
  const at = writeBytesHeader(buffer, field, content.length, offset);
  buffer.set(content, at);
  return at + content.length;
}

export function writeVarintField(buffer: Buffer, field: number, value: number, offset: number): number {
  buffer[offset] = field << 3;
  return writeVarint(buffer, value, offset + 1);
}
