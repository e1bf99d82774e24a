import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import { deadlineOf } from './deadline.ts';
import { statusOf, tooManyWrites, writeFailure, wrongExpectedVersionError } from './errors.ts';
import type { Node } from './node.ts';
import { expectedRevisionFrom, InvalidRequest, streamNameFrom } from './requests.ts';

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

/** Delete: hides the events of a stream; it can be appended to again. */
export function createDelete(node: Node) {
  return (
    call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
    callback: sendUnaryData<streams.DeleteResp>,
  ): void => {
    void run(node, 'delete', call, callback, (position) => {
      const response = new streams.DeleteResp();
      if (position === undefined) return response.setNoPosition(new shared.Empty());
      return response.setPosition(
        new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
      );
    });
  };
}

/** Tombstone: closes a stream for ever. */
export function createTombstone(node: Node) {
  return (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    callback: sendUnaryData<streams.TombstoneResp>,
  ): void => {
    void run(node, 'tombstone', call, callback, (position) => {
      const response = new streams.TombstoneResp();
      if (position === undefined) return response.setNoPosition(new shared.Empty());
      return response.setPosition(
        new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
      );
    });
  };
}

async function run<Response>(
  node: Node,
  kind: 'delete' | 'tombstone',
  call: ServerUnaryCall<{ getOptions(): Options | undefined }, Response>,
  callback: sendUnaryData<Response>,
  respond: (position: string | undefined) => Response,
): Promise<void> {
  let stream: string;
  let expected: ExpectedRevision;
  try {
    const options = call.request.getOptions();
    if (!options) throw new InvalidRequest('The options are missing.');
    stream = streamNameFrom(options.getStreamIdentifier());
    expected = expectedRevisionFrom(options, options.hasRevision() ? options.getRevision() : undefined);
  } catch (error) {
    callback(statusOf(error));
    return;
  }
  const deadline = deadlineOf(call.getDeadline());
  if (!(await node.writes.room(deadline))) return callback(tooManyWrites());
  const result = await node.writes.add({ kind, stream, expected }, 0, deadline);
  if (result.kind === 'written') {
    callback(null, respond(result.position === undefined ? undefined : String(result.position)));
  } else if (result.kind === 'wrong-expected-revision') {
    callback(wrongExpectedVersionError(stream, expected, result.current));
  } else {
    callback(writeFailure(stream, result));
  }
}
