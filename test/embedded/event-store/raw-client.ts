import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, type ServiceError } from '@grpc/grpc-js';

/** Speaks to the node with the protocol's own messages, also such as @eventstore/db-client never sends. */
export type RawClient = InstanceType<typeof streamsGrpc.StreamsClient>;

export function connectRaw(port: number): RawClient {
  return new streamsGrpc.StreamsClient(`127.0.0.1:${port}`, credentials.createInsecure());
}

export const uuid = () => new shared.UUID().setString(randomUUID());

export const nameOf = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

/** An event for BatchAppend. */
export function proposed(id = uuid(), data: Uint8Array = Buffer.from('{}')) {
  const message = new streams.BatchAppendReq.ProposedMessage().setId(id).setData(data);
  message.getMetadataMap().set('type', 'Tested').set('content-type', 'application/json');
  return message;
}

/** One message of an append; without a stream it has no options, as those that follow the first. */
export function part(
  correlationId: shared.UUID,
  stream: string | undefined,
  isFinal: boolean,
  events = [proposed()],
) {
  const request = new streams.BatchAppendReq()
    .setCorrelationId(correlationId)
    .setProposedMessagesList(events)
    .setIsFinal(isFinal);
  if (stream === undefined) return request;
  return request.setOptions(new streams.BatchAppendReq.Options().setStreamIdentifier(nameOf(stream)));
}

/** An options message with an empty deadline: the package has no other way to its timestamps. */
const emptyDeadline = Uint8Array.of(0x32, 0x00);

/** The whole of an append of one event, to be done by a time in milliseconds since 1970. */
export function appendBy(deadline: number, stream: string) {
  const options = streams.BatchAppendReq.Options.deserializeBinary(emptyDeadline);
  options.getDeadline()?.fromDate(new Date(deadline));
  return part(uuid(), stream, true).setOptions(options.setStreamIdentifier(nameOf(stream)));
}

/** All answers to what is sent on one BatchAppend call, until the node ends it. */
export async function batchAppend(
  raw: RawClient,
  ...requests: streams.BatchAppendReq[]
): Promise<streams.BatchAppendResp[]> {
  const call = raw.batchAppend();
  for (const request of requests) call.write(request);
  call.end();
  const answers: streams.BatchAppendResp[] = [];
  for await (const answer of call) answers.push(answer);
  return answers;
}

/** How an Append of these messages is answered. */
export function append(raw: RawClient, ...requests: streams.AppendReq[]) {
  return new Promise<streams.AppendResp | ServiceError>((resolve) => {
    const call = raw.append((error, response) => resolve(error ?? response));
    call.on('error', resolve);
    for (const request of requests) call.write(request);
    call.end();
  });
}
