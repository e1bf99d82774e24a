import { createUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { noStream } from '../../core/ports.ts';

const { Options, ProposedMessage } = streams.BatchAppendReq;

/** An event as it is stored. */
interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** What to append where; the server drops it, unless it has begun with it, after `deadlineMs`. */
export interface Append {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly StoredEvent[];
  readonly deadlineMs: number;
}

/** An options message with an empty deadline: the package has no other way to its timestamps. */
const emptyDeadline = Uint8Array.of(0x32, 0x00);

/** One whole append of a BatchAppend call; `id` is repeated in the answer. */
export function appendRequest(id: string, { stream, expected, events, deadlineMs }: Append) {
  const options = Options.deserializeBinary(emptyDeadline);
  options.getDeadline()?.fromDate(new Date(Date.now() + deadlineMs));
  options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (expected === noStream) options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expected));

  return new streams.BatchAppendReq()
    .setCorrelationId(createUUID(id))
    .setOptions(options)
    .setProposedMessagesList(events.map(proposed))
    .setIsFinal(true);
}

function proposed({ id, type, contentType, data, metadata }: StoredEvent) {
  const message = new ProposedMessage().setId(createUUID(id)).setData(data).setCustomMetadata(metadata);
  message.getMetadataMap().set('type', type).set('content-type', contentType);
  return message;
}
