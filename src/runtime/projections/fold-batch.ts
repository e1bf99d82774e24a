import { applyOperation } from './apply-operation.ts';
import { type CollectedBatch, reasonOf, type Step } from './collect-batch.ts';
import type { DeadLetter, TableChanges } from './ports.ts';
import { type Projector, parkedStreams } from './projector.ts';
import type { RowStore } from './row-store.ts';

/** What a batch comes to. */
export interface FoldedBatch {
  readonly changes: readonly TableChanges[];
  /** In log order. */
  readonly deadLetters: readonly DeadLetter[];
}

/** Reason of a dead letter that is no poison itself. */
export const behindParked = 'behind a parked event of the same stream';

/** After so many steps, some milliseconds, others get a turn. */
const stepsAtOnce = 250;

/**
 * Second pass: applies the operations in log order to the rows in memory, which must hold all that the first
 * pass wanted. A step that fails is undone, and its projection takes nothing more from that stream.
 * `refused`: projection → why the database refused the rows of this batch, which then has one event.
 * Yields now and then, so that whoever runs it can let others work: until it has ended, nobody else may use the
 * projector.
 */
export function* foldBatch(
  projector: Projector,
  batch: CollectedBatch,
  refused: ReadonlyMap<string, string> = new Map(),
): Generator<void, FoldedBatch> {
  const { rows } = projector;
  const parked = parkedStreams();
  const deadLetters: DeadLetter[] = [];
  for (const [index, step] of batch.steps.entries()) {
    if (index > 0 && index % stepsAtOnce === 0) yield;
    const { projection, event } = step;
    const isParked = projector.parked.has(projection, event.stream) || parked.has(projection, event.stream);
    const reason = isParked
      ? behindParked
      : (refused.get(projection) ?? step.failure ?? failureOf(rows, step));
    if (reason === null) continue;
    parked.add(projection, event.stream);
    deadLetters.push({ projection, event, reason });
  }
  return { changes: rows.seal(), deadLetters };
}

/** The batch is committed, or about to be: its dead letters park their streams. */
export function parkStreams(projector: Projector, deadLetters: readonly DeadLetter[]): void {
  for (const { projection, event } of deadLetters) projector.parked.add(projection, event.stream);
}

/** Applies a step; where that fails, undoes it and answers the reason. */
function failureOf(rows: RowStore, { operations }: Step): string | null {
  for (const { table } of operations) rows.of(table).mark();
  try {
    for (const operation of operations) applyOperation(rows, operation);
    return null;
  } catch (error) {
    for (const { table } of operations) rows.of(table).undo();
    return reasonOf(error);
  }
}
