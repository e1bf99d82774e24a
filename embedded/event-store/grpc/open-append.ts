import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from '../storage/stored-event.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import type { BatchAppendOutcome } from './batch-append-resp.ts';
import type { Budget } from './budget.ts';
import { MAX_APPEND_SIZE } from './node.ts';
import {
  eventSize,
  expectedRevisionFrom,
  InvalidRequest,
  MAX_APPEND_BYTES,
  proposedEventsFrom,
  streamNameFrom,
} from './requests.ts';

/** One append of a BatchAppend call, as far as its parts have arrived. */
export type OpenAppend = {
  /** The UUID message of the request, encoded. */
  correlationId: Uint8Array;
  stream: string;
  expected: ExpectedRevision;
  /** In milliseconds since 1970. */
  deadline: number | undefined;
  events: ProposedEvent[];
  dataSize: number;
  size: number;
  /** Bytes that it has of the budget for unfinished appends. */
  held: number;
  /** Why it cannot be done; only this append is answered with it, not its neighbours. */
  failure: BatchAppendOutcome | undefined;
};

export function beginAppend(message: streams.BatchAppendReq): OpenAppend {
  const append: OpenAppend = {
    correlationId: message.getCorrelationId()?.serializeBinary() ?? new Uint8Array(0),
    stream: '',
    expected: 'any',
    deadline: undefined,
    events: [],
    dataSize: 0,
    size: 0,
    held: 0,
    failure: undefined,
  };
  return orFailure(append, () => {
    const options = message.getOptions();
    if (!options) throw new InvalidRequest('The first message of an append needs options.');
    const exact = options.hasStreamPosition() ? options.getStreamPosition() : undefined;
    append.stream = streamNameFrom(options.getStreamIdentifier());
    append.expected = expectedRevisionFrom(options, exact);
    append.deadline = options.getDeadline()?.toDate().getTime();
    if (Number.isNaN(append.deadline)) throw new InvalidRequest('The deadline of an append is not a time.');
  });
}

/** Adds the events of a message; one that cannot be done has none. */
export function addPart(append: OpenAppend, message: streams.BatchAppendReq): void {
  if (append.failure) return;
  orFailure(append, () => {
    for (const event of proposedEventsFrom(message.getProposedMessagesList())) {
      append.dataSize += event.data.length;
      append.size += eventSize(event);
      if (append.dataSize > MAX_APPEND_SIZE || append.size > MAX_APPEND_BYTES)
        return fail(append, { kind: 'too-large' });
      append.events.push(event);
    }
  });
}

function orFailure(append: OpenAppend, read: () => void): OpenAppend {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    fail(append, { kind: 'bad-request', message: error.message });
  }
  return append;
}

function fail(append: OpenAppend, failure: BatchAppendOutcome): void {
  append.failure = failure;
  append.events = [];
  append.size = 0;
}

/** What an append takes in memory beside its events, about. */
const APPEND_OVERHEAD = 1_000;

/** Takes what an append that is not complete has got so far from the budget; where that is used up, it fails. */
export function hold(append: OpenAppend, budget: Budget): void {
  const size = APPEND_OVERHEAD + append.size;
  if (budget.take(size - append.held)) append.held = size;
  else {
    fail(append, append.failure ?? { kind: 'too-much-unfinished' });
    letGo(append, budget);
  }
}

/** Gives back what it holds. */
export function letGo(append: OpenAppend, budget: Budget): void {
  budget.give(append.held);
  append.held = 0;
}
