import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { ProposedEvent } from '../storage/stored-event.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import { type BatchAppendOutcome, encodeBatchAppendResp } from './batch-append-resp.ts';
import { invalidArgument, plainError } from './errors.ts';
import { MAX_APPEND_SIZE, type Node } from './node.ts';
import {
  expectedRevisionFrom,
  InvalidRequest,
  proposedEventFrom,
  streamNameFrom,
  uuidFrom,
} from './requests.ts';

type Call = ServerDuplexStream<streams.BatchAppendReq, Buffer>;

type OpenAppend = {
  correlationId: Uint8Array;
  stream: string;
  expected: ExpectedRevision;
  deadline: number | undefined;
  events: ProposedEvent[];
  size: number;
};

/** Appends whose last part is still to come, per call. */
const MAX_OPEN_APPENDS = 64;

/** BatchAppend: many appends on one call, each in one or more messages, each answered once. */
export function createBatchAppend(node: Node) {
  return (call: Call): void => {
    const open = new Map<string, OpenAppend>();
    let unanswered = 0;
    let ended = false;

    const endWhenDone = (): void => {
      if (ended && unanswered === 0) call.end();
    };

    const answer = (append: OpenAppend, outcome: BatchAppendOutcome): void => {
      unanswered -= 1;
      if (!call.destroyed && !call.cancelled) {
        const { correlationId, stream, expected } = append;
        call.write(encodeBatchAppendResp(correlationId, stream, expected, outcome));
      }
      endWhenDone();
    };

    const submit = async (append: OpenAppend): Promise<void> => {
      unanswered += 1;
      if (append.size > MAX_APPEND_SIZE) return answer(append, { kind: 'too-large' });
      const { stream, expected, deadline, events, size } = append;
      const request = { kind: 'append' as const, stream, expected, events };
      const result = node.writes.add(deadline === undefined ? request : { ...request, deadline }, size);
      if (node.writes.isFull()) {
        call.pause();
        void node.writes.room().then(() => call.resume());
      }
      answer(append, await result);
    };

    call.on('data', (message: streams.BatchAppendReq) => {
      try {
        const key = uuidFrom(message.getCorrelationId());
        const append = open.get(key) ?? openAppend(message);
        addEvents(append, message);
        if (message.getIsFinal()) {
          open.delete(key);
          void submit(append);
        } else if (open.set(key, append).size > MAX_OPEN_APPENDS) {
          call.emit(
            'error',
            plainError(status.RESOURCE_EXHAUSTED, 'Too many unfinished appends on one call.'),
          );
        }
      } catch (error) {
        if (!(error instanceof InvalidRequest)) throw error;
        call.emit('error', invalidArgument(error.message));
      }
    });
    call.on('end', () => {
      ended = true;
      endWhenDone();
    });
    const stop = (): void => {
      call.emit('error', plainError(status.UNAVAILABLE, 'The node is stopping.'));
    };
    node.stopping.addEventListener('abort', stop);
    call.on('close', () => node.stopping.removeEventListener('abort', stop));
  };
}

function openAppend(message: streams.BatchAppendReq): OpenAppend {
  const options = message.getOptions();
  if (!options) throw new InvalidRequest('The first message of an append needs options.');
  const exact = options.hasStreamPosition() ? options.getStreamPosition() : undefined;
  return {
    correlationId: message.getCorrelationId()?.serializeBinary() ?? new Uint8Array(0),
    stream: streamNameFrom(options.getStreamIdentifier()),
    expected: expectedRevisionFrom(options, exact),
    deadline: options.getDeadline()?.toDate().getTime(),
    events: [],
    size: 0,
  };
}

/** Beyond the size limit events are counted and dropped: the append will be refused. */
function addEvents(append: OpenAppend, message: streams.BatchAppendReq): void {
  for (const proposed of message.getProposedMessagesList()) {
    const event = proposedEventFrom(proposed);
    append.size += event.data.length;
    if (append.size > MAX_APPEND_SIZE) append.events = [];
    else append.events.push(event);
  }
}
