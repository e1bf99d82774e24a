import streams from '@eventstore/db-client/generated/streams_pb.js';
import { seal } from './checksum.ts';
import {
  bytesFieldLength,
  readVarint,
  varintLength,
  writeBytes,
  writeBytesHeader,
  writeVarint,
  writeVarintField,
} from './protobuf.ts';

/** An event as a client proposes it. `id` is a UUID in text form. */
export type ProposedEvent = {
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  customMetadata: Uint8Array;
};

/** Where an event has its place. `created` is in milliseconds since 1970. */
type EventPlace = { stream: string; revision: number; position: number; created: number };

/*
 * A stored event is a header of ours and then the ReadResp that is sent for it, byte for byte:
 *   0 u32 CRC-32 of all that follows
 *   4 u16 start of the stream name    6 u16 its length   8 u16 start of the type  10 u16 its length
 *  12 u16 start of the RecordedEvent 14 u32 its length  18 f64 created, in milliseconds
 * Starts are counted from the beginning of the stored event.
 */
const HEADER = 26;
const LINK_TYPE = '$>';
const TICKS_PER_MILLISECOND = '0000';
/** Stream names and types must fit the header and the key of `streams`. */
export const MAX_NAME_BYTES = 1_900;

function mapEntryLength(key: Buffer, value: Buffer): number {
  return bytesFieldLength(key.length) + bytesFieldLength(value.length);
}

function writeMapEntry(buffer: Buffer, key: Buffer, value: Buffer, offset: number): number {
  const at = writeBytesHeader(buffer, 6, mapEntryLength(key, value), offset);
  return writeBytes(buffer, 2, value, writeBytes(buffer, 1, key, at));
}

const TYPE = Buffer.from('type');
const CONTENT_TYPE = Buffer.from('content-type');
const CREATED = Buffer.from('created');

/** Encodes an event for `log`; field numbers are those of streams.proto. */
export function encodeStoredEvent(event: ProposedEvent, place: EventPlace): Buffer {
  const id = Buffer.from(event.id);
  const name = Buffer.from(place.stream);
  const type = Buffer.from(event.type);
  const contentType = Buffer.from(event.contentType);
  const created = Buffer.from(`${place.created}${TICKS_PER_MILLISECOND}`);
  const idLength = bytesFieldLength(id.length);
  const nameLength = bytesFieldLength(name.length);
  const recordLength =
    bytesFieldLength(idLength) +
    bytesFieldLength(nameLength) +
    (1 + varintLength(place.revision)) +
    2 * (1 + varintLength(place.position)) +
    bytesFieldLength(mapEntryLength(TYPE, type)) +
    bytesFieldLength(mapEntryLength(CONTENT_TYPE, contentType)) +
    bytesFieldLength(mapEntryLength(CREATED, created)) +
    bytesFieldLength(event.customMetadata.length) +
    bytesFieldLength(event.data.length);
  const readEventLength = bytesFieldLength(recordLength) + 1 + varintLength(place.position);

  const buffer = Buffer.allocUnsafe(HEADER + bytesFieldLength(readEventLength));
  const recordStart = writeBytesHeader(
    buffer,
    1,
    recordLength,
    writeBytesHeader(buffer, 1, readEventLength, HEADER),
  );
  let at = writeBytes(buffer, 2, id, writeBytesHeader(buffer, 1, idLength, recordStart));
  at = writeBytes(buffer, 3, name, writeBytesHeader(buffer, 2, nameLength, at));
  buffer.writeUInt16BE(at - name.length, 4);
  buffer.writeUInt16BE(name.length, 6);
  at = writeVarintField(buffer, 3, place.revision, at);
  at = writeVarintField(buffer, 4, place.position, at);
  at = writeVarintField(buffer, 5, place.position, at);
  at = writeMapEntry(buffer, TYPE, type, at);
  buffer.writeUInt16BE(at - type.length, 8);
  buffer.writeUInt16BE(type.length, 10);
  at = writeMapEntry(buffer, CONTENT_TYPE, contentType, at);
  at = writeMapEntry(buffer, CREATED, created, at);
  at = writeBytes(buffer, 7, event.customMetadata, at);
  at = writeBytes(buffer, 8, event.data, at);
  writeVarintField(buffer, 3, place.position, at);
  buffer.writeUInt16BE(recordStart, 12);
  buffer.writeUInt32BE(recordLength, 14);
  buffer.writeDoubleBE(place.created, 18);
  return seal(buffer);
}

/** The bytes of the ReadResp message that is sent for the event. */
export function readRespOf(stored: Buffer): Buffer {
  return stored.subarray(HEADER);
}

export function streamNameOf(stored: Buffer): string {
  const start = stored.readUInt16BE(4);
  return stored.toString('utf8', start, start + stored.readUInt16BE(6));
}

export function eventTypeOf(stored: Buffer): string {
  const start = stored.readUInt16BE(8);
  return stored.toString('utf8', start, start + stored.readUInt16BE(10));
}

export function createdOf(stored: Buffer): number {
  return stored.readDoubleBE(18);
}

export function isLink(stored: Buffer): boolean {
  return stored.readUInt16BE(10) === LINK_TYPE.length && eventTypeOf(stored) === LINK_TYPE;
}

function recordOf(stored: Buffer): Buffer {
  const start = stored.readUInt16BE(12);
  return stored.subarray(start, start + stored.readUInt32BE(14));
}

/** The id is the first field of the record: two headers of two bytes, then 36 characters. */
export function eventIdOf(stored: Buffer): string {
  const start = stored.readUInt16BE(12) + 4;
  return stored.toString('latin1', start, start + 36);
}

/** Revision and position follow the stream name; a tombstone's revision is the largest safe integer. */
export function placeOf(stored: Buffer): { revision: number; position: number } {
  const [revision, next] = readVarint(stored, stored.readUInt16BE(4) + stored.readUInt16BE(6) + 1);
  const [position] = readVarint(stored, next + 1);
  return { revision: Math.min(revision, Number.MAX_SAFE_INTEGER), position };
}

/** The ReadResp for a link at `position`, with the event it points to, or without one if that is gone. */
export function resolvedReadResp(link: Buffer, target: Buffer | undefined, position: number): Buffer {
  const linkRecord = recordOf(link);
  const targetRecord = target && recordOf(target);
  const length =
    (targetRecord ? bytesFieldLength(targetRecord.length) : 0) +
    bytesFieldLength(linkRecord.length) +
    (1 + varintLength(position));
  const buffer = Buffer.allocUnsafe(bytesFieldLength(length));
  let at = writeBytesHeader(buffer, 1, length, 0);
  if (targetRecord) at = writeBytes(buffer, 1, targetRecord, at);
  at = writeBytes(buffer, 2, linkRecord, at);
  buffer[at] = 3 << 3;
  writeVarint(buffer, position, at + 1);
  return buffer;
}

/** The event's own data; decodes the whole message, so for rare use only. */
export function dataOf(stored: Buffer): Uint8Array {
  const record = streams.ReadResp.deserializeBinary(readRespOf(stored)).getEvent()?.getEvent();
  return record?.getData_asU8() ?? new Uint8Array(0);
}
