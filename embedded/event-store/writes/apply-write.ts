import { randomUUID } from 'node:crypto';
import { dataOf, type ProposedEvent } from '../storage/stored-event.ts';
import {
  isSoftDeleted,
  METASTREAM_PREFIX,
  parseObject,
  SOFT_DELETED,
  type StreamState,
} from '../storage/stream-state.ts';
import { decideAppend, decideDelete, type ExpectedRevision, type StreamFacts } from './decide-write.ts';
import type { Draft, StreamWrite } from './draft.ts';

export type WriteRequest = { stream: string; expected: ExpectedRevision } & (
  | { kind: 'append'; events: readonly ProposedEvent[] }
  | { kind: 'delete' | 'tombstone' }
);

export type WriteResult =
  /** `revision` is -1 and `position` absent when nothing was written and the stream has no events. */
  | { kind: 'written'; revision: number; position: number | undefined }
  | { kind: 'wrong-expected-revision'; current: number }
  | { kind: 'stream-deleted' }
  /** It was not done in time, or it is not known yet whether it was. */
  | { kind: 'deadline-exceeded' }
  /** The disk is full; nothing was written. */
  | { kind: 'no-room' }
  | { kind: 'failed'; message: string };

/** Decides one write and adds it to the draft; `now` is in milliseconds since 1970. */
export function applyWrite(draft: Draft, request: WriteRequest, now: number): WriteResult {
  const { stream, expected } = request;
  const state = draft.state(stream);
  const facts = factsOf(draft, stream, state);

  if (request.kind !== 'append') {
    const decision = decideDelete(request.kind, expected, facts);
    if (decision.kind !== 'write') return decided(draft, state, decision);
    const write = request.kind === 'delete' ? softDelete(stream) : tombstone(stream);
    return { kind: 'written', revision: state?.last ?? -1, position: draft.record([write], now) };
  }

  const ids = request.events.map((event) => event.id);
  const decision = decideAppend(expected, ids, facts);
  if (decision.kind !== 'write') return decided(draft, state, decision);
  const last = state?.last ?? -1;
  if (ids.length === 0) return written(draft, state, last);
  const writes: StreamWrite[] = [{ stream, events: request.events }];
  if (state && isSoftDeleted(state)) writes.unshift(undelete(draft, stream, last + 1));
  return { kind: 'written', revision: last + ids.length, position: draft.record(writes, now) };
}

function factsOf(draft: Draft, stream: string, state: StreamState | undefined): StreamFacts {
  return {
    state,
    hasMetadata: () => (draft.state(METASTREAM_PREFIX + stream)?.last ?? -1) >= 0,
    revisionOf: (id) => state && draft.revisionOf(state, id),
    eventIdAt: (revision) => state && draft.eventIdAt(state, revision),
  };
}

function written(draft: Draft, state: StreamState | undefined, revision: number): WriteResult {
  return { kind: 'written', revision, position: state && draft.positionOf(state, revision) };
}

function decided(
  draft: Draft,
  state: StreamState | undefined,
  decision: Exclude<ReturnType<typeof decideAppend>, { kind: 'write' }>,
): WriteResult {
  return decision.kind === 'repeated' ? written(draft, state, decision.revision) : decision;
}

function systemEvent(type: string, json: string): ProposedEvent {
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from(json),
    customMetadata: new Uint8Array(0),
  };
}

function softDelete(stream: string): StreamWrite {
  return {
    stream: METASTREAM_PREFIX + stream,
    events: [systemEvent('$metadata', `{"$tb":${SOFT_DELETED}}`)],
  };
}

function tombstone(stream: string): StreamWrite {
  return { stream, events: [systemEvent('$streamDeleted', '{}')], tombstone: true };
}

/** The metadata as it was, with `$tb` moved to the first event that is to be seen again. */
function undelete(draft: Draft, stream: string, truncateBefore: number): StreamWrite {
  const metastream = METASTREAM_PREFIX + stream;
  const state = draft.state(metastream);
  const current = state && draft.eventAt(state, state.last);
  const metadata = { ...(current ? parseObject(dataOf(current)) : {}), $tb: truncateBefore };
  return { stream: metastream, events: [systemEvent('$metadata', JSON.stringify(metadata))] };
}
