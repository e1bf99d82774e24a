import type { StreamState } from '../storage/stream-state.ts';
import { isSoftDeleted } from '../storage/stream-state.ts';

/** A number is the exact revision of the last event. */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | number;

type WriteDecision =
  | { kind: 'write' }
  /** The same events were written before, up to `revision`. */
  | { kind: 'repeated'; revision: number }
  | { kind: 'wrong-expected-revision'; current: number }
  | { kind: 'stream-deleted' };

/** What a decision may look up about one stream. */
export type StreamFacts = {
  state: StreamState | undefined;
  /** The stream has metadata of its own, even if no events. */
  hasMetadata(): boolean;
  /** Last revision at which the event id was written. */
  revisionOf(eventId: string): number | undefined;
  eventIdAt(revision: number): string | undefined;
};

const NO_STREAM = -1;
const UNSEEN = '00000000-0000-0000-0000-000000000000';

/** Decides an append as EventStoreDB does (`CheckCommit` in its index writer), repeated appends included. */
export function decideAppend(
  expected: ExpectedRevision,
  eventIds: readonly string[],
  facts: StreamFacts,
): WriteDecision {
  const current = facts.state?.last ?? NO_STREAM;
  const softDeleted = facts.state !== undefined && isSoftDeleted(facts.state);
  const wrong: WriteDecision = { kind: 'wrong-expected-revision', current };
  if (facts.state?.deleted) return { kind: 'stream-deleted' };

  if (expected === 'stream_exists') {
    if (softDeleted) return { kind: 'stream-deleted' };
    if (current === NO_STREAM && !facts.hasMetadata()) return wrong;
  }
  if (expected === 'any' || expected === 'stream_exists') return decideRepeated(eventIds, facts, wrong);

  const revision = expected === 'no_stream' ? NO_STREAM : expected;
  if (revision === current) return { kind: 'write' };
  if (revision > current || eventIds.length === 0) return wrong;
  const unknown = eventIds.findIndex((id, i) => facts.eventIdAt(revision + 1 + i) !== id);
  if (unknown === -1) return { kind: 'repeated', revision: revision + eventIds.length };
  return softDeleted && expected === 'no_stream' && unknown === 0 ? { kind: 'write' } : wrong;
}

function decideRepeated(
  eventIds: readonly string[],
  facts: StreamFacts,
  wrong: WriteDecision,
): WriteDecision {
  let last: number | undefined;
  for (const [i, id] of eventIds.entries()) {
    const revision = facts.revisionOf(id);
    if (revision === undefined) return i === 0 ? { kind: 'write' } : wrong;
    last = revision;
  }
  return last === undefined ? { kind: 'write' } : { kind: 'repeated', revision: last };
}

/**
 * Decides a delete or tombstone: an append of one event nobody has seen; a soft delete needs something there.
 */
export function decideDelete(
  kind: 'delete' | 'tombstone',
  expected: ExpectedRevision,
  facts: StreamFacts,
): WriteDecision {
  const decision = decideAppend(expected, [UNSEEN], facts);
  const current = facts.state?.last ?? NO_STREAM;
  const nothing = current === NO_STREAM && !facts.hasMetadata();
  if (kind === 'delete' && decision.kind === 'write' && nothing)
    return { kind: 'wrong-expected-revision', current };
  return decision;
}
