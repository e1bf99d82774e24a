import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerReadableStream, StatusObject, sendUnaryData } from '@grpc/grpc-js';
import type { ProposedEvent } from '../storage/stored-event.ts';
import type { WriteResult } from '../writes/apply-write.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import { deadlineOf } from './deadline.ts';
import {
  maximumAppendSizeError,
  nodeStopping,
  statusOf,
  tooManyWrites,
  tooMuchUnfinished,
  writeFailure,
} from './errors.ts';
import { MAX_APPEND_SIZE, type Node } from './node.ts';
import { readWhen } from './read-when.ts';
import {
  eventSize,
  expectedRevisionFrom,
  InvalidRequest,
  MAX_APPEND_BYTES,
  proposedEventsFrom,
  streamNameFrom,
} from './requests.ts';

type Call = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
type Target = { stream: string; expected: ExpectedRevision };

/** Append: one append per call, its events one by one. */
export function createAppend(node: Node) {
  return (call: Call, callback: sendUnaryData<streams.AppendResp>): void => {
    const events: ProposedEvent[] = [];
    let target: Target | undefined;
    let dataSize = 0;
    let size = 0;
    let held = 0;
    let ended = false;

    const letGo = (): void => {
      node.stopping.removeEventListener('abort', stop);
      node.unfinished.give(held);
      held = 0;
    };
    /** At once, so that a client that sends without end is not listened to any longer. */
    const refuse = (failure: StatusObject): void => {
      if (ended) return;
      ended = true;
      events.length = 0;
      letGo();
      callback(failure);
    };
    const stop = (): void => refuse(nodeStopping());
    node.stopping.addEventListener('abort', stop);
    call.once('cancelled', () => {
      ended = true;
      letGo();
    });
    const deadline = (): number => deadlineOf(call.getDeadline());
    const awaitRoom = async (): Promise<boolean> => {
      const isRoom = await node.writes.room(deadline());
      if (!isRoom) refuse(tooManyWrites());
      return isRoom && !ended;
    };
    readWhen(call, () => (!ended && node.writes.isFull() ? awaitRoom().then(() => undefined) : undefined));

    call.on('data', (request: streams.AppendReq) => {
      if (ended) return;
      try {
        const message = request.getProposedMessage();
        target ??= targetOf(request);
        if (!message) return;
        const received = proposedEventsFrom([message]);
        for (const event of received) {
          dataSize += event.data.length;
          size += eventSize(event);
        }
        if (dataSize > MAX_APPEND_SIZE || size > MAX_APPEND_BYTES)
          return refuse(maximumAppendSizeError(MAX_APPEND_SIZE));
        if (!node.unfinished.take(size - held)) return refuse(tooMuchUnfinished());
        held = size;
        events.push(...received);
      } catch (error) {
        refuse(statusOf(error));
      }
    });

    call.on('end', async () => {
      if (!target) return refuse(statusOf(new InvalidRequest('The append is empty.')));
      if (!(await awaitRoom())) return;
      ended = true;
      letGo();
      answer(
        callback,
        target,
        await node.writes.add({ kind: 'append', ...target, events }, size, deadline()),
      );
    });
  };
}

function targetOf(request: streams.AppendReq): Target {
  const options = request.getOptions();
  if (!options) throw new InvalidRequest('An append begins with its options.');
  const exact = options.hasRevision() ? options.getRevision() : undefined;
  return {
    stream: streamNameFrom(options.getStreamIdentifier()),
    expected: expectedRevisionFrom(options, exact),
  };
}

function answer(
  callback: sendUnaryData<streams.AppendResp>,
  { stream, expected }: Target,
  result: WriteResult,
): void {
  if (result.kind === 'written') {
    callback(null, new streams.AppendResp().setSuccess(success(result)));
  } else if (result.kind === 'wrong-expected-revision') {
    callback(null, new streams.AppendResp().setWrongExpectedVersion(wrong(expected, result.current)));
  } else {
    callback(writeFailure(stream, result));
  }
}

function success(result: { revision: number; position: number | undefined }): streams.AppendResp.Success {
  const message = new streams.AppendResp.Success();
  if (result.revision < 0) message.setNoStream(new shared.Empty());
  else message.setCurrentRevision(String(result.revision));
  if (result.position === undefined) return message.setNoPosition(new shared.Empty());
  const position = String(result.position);
  return message.setPosition(
    new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
  );
}

function wrong(expected: ExpectedRevision, current: number): streams.AppendResp.WrongExpectedVersion {
  const message = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) message.setCurrentNoStream(new shared.Empty());
  else message.setCurrentRevision(String(current));
  if (typeof expected === 'number') return message.setExpectedRevision(String(expected));
  if (expected === 'no_stream') return message.setExpectedNoStream(new shared.Empty());
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new shared.Empty());
  return message.setExpectedAny(new shared.Empty());
}
