import { once } from 'node:events';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type BatchAppendOutcome, encodeBatchAppendResp } from './batch-append-resp.ts';
import { deadlineOf } from './deadline.ts';
import { callCancelled, statusOf, tooMuchUnfinished } from './errors.ts';
import type { Node } from './node.ts';
import { addPart, beginAppend, hold, letGo, type OpenAppend } from './open-append.ts';
import { readWhen } from './read-when.ts';
import { uuidFrom } from './requests.ts';

type Call = ServerDuplexStream<streams.BatchAppendReq, Buffer>;

/**
 * Appends whose last part is still to come, per call. They are charged to the node's budget; but those that it
 * refuses are remembered too, until their last part has come.
 */
const MAX_OPEN_APPENDS = 10_000;
/** Answers that the client has not taken yet; beyond it the call is not read. */
const MAX_UNREAD_ANSWERS = 1_000;

/** BatchAppend: many appends on one call, each in one or more messages, each answered once. */
export function createBatchAppend(node: Node) {
  return (call: Call): void => {
    const open = new Map<string, OpenAppend>();
    const closed = new AbortController();
    let unanswered = 0;
    let ended = false;

    const endWhenDone = (): void => {
      if (ended && unanswered === 0) call.end();
    };

    const isDone = (): boolean => closed.signal.aborted || call.writableEnded;
    const isBusy = (): boolean =>
      !isDone() && (node.writes.isFull() || call.writableLength > MAX_UNREAD_ANSWERS);

    const awaitRoom = async (): Promise<void> => {
      while (isBusy()) {
        await node.writes.room(Number.POSITIVE_INFINITY);
        if (call.writableNeedDrain) await once(call, 'drain', closed).catch(() => undefined);
      }
    };
    readWhen(call, () => (isBusy() ? awaitRoom() : undefined));

    const answer = (append: OpenAppend, outcome: BatchAppendOutcome): void => {
      unanswered -= 1;
      if (!isDone()) {
        const { correlationId, stream, expected } = append;
        call.write(encodeBatchAppendResp(correlationId, stream, expected, outcome));
      }
      endWhenDone();
    };

    const submit = async (append: OpenAppend): Promise<void> => {
      unanswered += 1;
      const { stream, expected, deadline, events, size } = append;
      if (append.failure) return answer(append, append.failure);
      const request = { kind: 'append', stream, expected, events } as const;
      answer(append, await node.writes.add(request, size, deadlineOf(deadline)));
    };

    const receive = (message: streams.BatchAppendReq): void => {
      const key = uuidFrom(message.getCorrelationId());
      const append = open.get(key) ?? beginAppend(message);
      addPart(append, message);
      if (message.getIsFinal()) {
        open.delete(key);
        letGo(append, node.unfinished);
        void submit(append);
        return;
      }
      hold(append, node.unfinished);
      if (open.set(key, append).size > MAX_OPEN_APPENDS) call.emit('error', tooMuchUnfinished());
    };

    call.on('data', (message: streams.BatchAppendReq) => {
      if (isDone()) return;
      try {
        receive(message);
      } catch (error) {
        call.emit('error', statusOf(error));
      }
    });
    call.on('end', () => {
      ended = true;
      endWhenDone();
    });

    const stop = (): void => {
      call.emit('error', callCancelled());
    };
    const close = (): void => {
      closed.abort();
      for (const append of open.values()) letGo(append, node.unfinished);
      open.clear();
      node.stopping.removeEventListener('abort', stop);
    };
    node.stopping.addEventListener('abort', stop);
    call.once('cancelled', close);
    call.once('close', close);
  };
}
