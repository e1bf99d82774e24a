/** Largest number that a key or position can hold; requests may carry larger ones, meaning "the end". */
const MAX = Number.MAX_SAFE_INTEGER;

function writeUint64(buffer: Buffer, value: number, offset: number): void {
  const clamped = Math.min(value, MAX);
  buffer.writeUInt32BE(Math.floor(clamped / 0x1_0000_0000), offset);
  buffer.writeUInt32BE(clamped % 0x1_0000_0000, offset + 4);
}

/** Eight bytes, big-endian, so that LMDB's byte order is numeric order. */
export function uint64Key(value: number): Buffer {
  const key = Buffer.allocUnsafe(8);
  writeUint64(key, value, 0);
  return key;
}

export function readUint64(buffer: Buffer, offset = 0): number {
  return buffer.readUInt32BE(offset) * 0x1_0000_0000 + buffer.readUInt32BE(offset + 4);
}

/** Key in `index`: stream id ‖ revision. */
export function revisionKey(streamId: number, revision: number): Buffer {
  const key = Buffer.allocUnsafe(16);
  writeUint64(key, streamId, 0);
  writeUint64(key, revision, 8);
  return key;
}

/** Key in `ids`: stream id ‖ the 16 bytes of the event id. */
export function eventIdKey(streamId: number, eventId: string): Buffer {
  const key = Buffer.allocUnsafe(24);
  writeUint64(key, streamId, 0);
  key.write(eventId.replaceAll('-', ''), 8, 'hex');
  return key;
}
