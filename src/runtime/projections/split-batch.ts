import type { LoggedEvent } from '../../core/ports.ts';
import type { BatchResult } from './ports.ts';

/** What a batch leaves behind besides rows and dead letters. */
export type Outcome = Omit<BatchResult, 'changes' | 'deadLetters'>;

interface Part {
  readonly events: readonly LoggedEvent[];
  readonly outcome: Outcome;
}

/**
 * Two batches instead of one of at least two events; after the first, the checkpoint is at its last event.
 */
export function splitBatch(events: readonly LoggedEvent[], outcome: Outcome): readonly Part[] {
  const half = Math.ceil(events.length / 2);
  const [first, second] = [events.slice(0, half), events.slice(half)];
  const last = first.at(-1)?.event;
  const next = second[0]?.event;
  if (!last || !next) throw new Error('a batch of less than two events cannot be split');
  const { progress, retried } = outcome;
  if (retried) {
    // Events from before the checkpoint: it stays.
    return [
      { events: first, outcome: { ...outcome, retried: { ...retried, through: last.revision } } },
      { events: second, outcome: { ...outcome, retried: { ...retried, from: next.revision } } },
    ];
  }
  const ordinal = progress.ordinal - second.length;
  const atLast = { ...progress, position: last.position, ordinal, live: false };
  return [
    { events: first, outcome: { progress: atLast, last } },
    { events: second, outcome },
  ];
}
