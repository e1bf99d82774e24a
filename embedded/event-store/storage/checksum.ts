import { crc32 } from 'node:zlib';

/** Bytes at the start of a stored event that hold the checksum of all the others. */
export const CHECKSUM_BYTES = 4;

/** Writes the CRC-32 of what follows the checksum into its place. @returns the same buffer */
export function seal(stored: Buffer): Buffer {
  stored.writeUInt32BE(crc32(stored.subarray(CHECKSUM_BYTES)), 0);
  return stored;
}

/** Whether a stored event is, byte for byte, what was written. */
export function isIntact(stored: Buffer): boolean {
  return stored.length > CHECKSUM_BYTES && stored.readUInt32BE(0) === crc32(stored.subarray(CHECKSUM_BYTES));
}
