import { isUtf8 } from 'node:buffer';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { MAX_NAME_BYTES, type ProposedEvent } from '../storage/stored-event.ts';
import { METASTREAM_PREFIX } from '../storage/stream-state.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A request that breaks a rule of the protocol or a limit of this node; the message is for the client. */
export class InvalidRequest extends Error {}

/** An event without its type or its content type. */
export class MissingMetadata extends InvalidRequest {}

/** @throws InvalidRequest */
export function streamNameFrom(identifier: shared.StreamIdentifier | undefined): string {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array(0);
  if (bytes.length === 0) throw new InvalidRequest('The stream name is missing.');
  if (bytes.length > MAX_NAME_BYTES)
    throw new InvalidRequest(`A stream name can have ${MAX_NAME_BYTES} bytes at most.`);
  // Text made of other bytes would be longer than they are.
  if (!isUtf8(bytes)) throw new InvalidRequest('A stream name is not UTF-8.');
  const name = Buffer.from(bytes).toString('utf8');
  if (name === METASTREAM_PREFIX)
    throw new InvalidRequest(`The stream is missing whose metadata ${METASTREAM_PREFIX} would be.`);
  return name;
}

/** The text form of an id that may come as two signed 64-bit halves. @throws InvalidRequest */
export function uuidFrom(uuid: shared.UUID | undefined): string {
  const structured = uuid?.getStructured();
  const text = structured
    ? [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
        .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
        .join('')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : (uuid?.getString() ?? '').toLowerCase();
  if (!UUID.test(text)) throw new InvalidRequest('An id is not a UUID.');
  return text;
}

type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/**
 * The events of one message, which do not keep it in memory when they are a small part of it: what they keep is
 * at most twice their size, by `eventSize`.
 * @throws InvalidRequest
 */
export function proposedEventsFrom(messages: readonly ProposedMessage[]): ProposedEvent[] {
  const events = messages.map(proposedEventFrom);
  let size = 0;
  let kept = 0;
  for (const event of events) {
    size += eventSize(event);
    kept = Math.max(kept, event.data.buffer.byteLength, event.customMetadata.buffer.byteLength);
  }
  return kept <= 2 * size ? events : events.map(copied);
}

/** Data as it is received is a view of its message. */
function copied(event: ProposedEvent): ProposedEvent {
  const { data, customMetadata } = event;
  return { ...event, data: new Uint8Array(data), customMetadata: new Uint8Array(customMetadata) };
}

function proposedEventFrom(message: ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  const type = metadata.get('type') ?? '';
  const contentType = metadata.get('content-type') ?? '';
  for (const [name, value] of Object.entries({ type, 'content-type': contentType }))
    if (value === '') throw new MissingMetadata(`Required Metadata Property '${name}' is missing`);
  if (type.length + contentType.length > MAX_NAME_BYTES)
    throw new InvalidRequest(`An event type can have ${MAX_NAME_BYTES} characters at most.`);
  return {
    id: uuidFrom(message.getId()),
    type,
    contentType,
    data: message.getData_asU8(),
    customMetadata: message.getCustomMetadata_asU8(),
  };
}

type RevisionOptions = {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
};

const MAX_REVISION = 2n ** 63n - 1n;

/**
 * A revision or position from its decimal number.
 * @throws InvalidRequest when it is negative, which is above 2^63 - 1 on the wire
 */
export function placeFrom(decimal: string): number {
  if (BigInt(decimal) > MAX_REVISION) throw new InvalidRequest('A revision or position is negative.');
  return Number(decimal);
}

/**
 * The expected revision of a request; `exact` is its decimal number, when it has one.
 * @throws InvalidRequest
 */
export function expectedRevisionFrom(options: RevisionOptions, exact: string | undefined): ExpectedRevision {
  if (exact !== undefined) return placeFrom(exact);
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return 'any';
}

/**
 * The most that one append may take in memory; its data alone have a lower limit, but not its metadata nor
 * the number of its events.
 */
export const MAX_APPEND_BYTES = 16 * 1024 * 1024;

/** What an event takes beside its data and metadata, about. */
const EVENT_OVERHEAD = 100;

/** Bytes that an event takes in memory while it waits; the append size limit counts its data alone. */
export function eventSize({ data, customMetadata }: ProposedEvent): number {
  return data.length + customMetadata.length + EVENT_OVERHEAD;
}
