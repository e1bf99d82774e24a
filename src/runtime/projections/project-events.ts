import type { LoggedEvent } from '../../core/ports.ts';
import { parkStreams } from './fold-batch.ts';
import { type DeadLetter, type ReadModelWriter, RefusedRowsError } from './ports.ts';
import { prepareBatch } from './prepare-batch.ts';
import type { Projector } from './projector.ts';
import { type Outcome, splitBatch } from './split-batch.ts';

/**
 * Projects events and commits them. Where the database refuses a row, the batch is halved until the event is
 * alone that asked for it; that is poison for the projection of the table, like an event that its handler
 * refuses.
 * Returns the dead letters. Whatever else is thrown, the projector is not to be used again.
 */
export async function projectEvents(
  projector: Projector,
  writer: ReadModelWriter,
  events: readonly LoggedEvent[],
  outcome: Outcome,
): Promise<readonly DeadLetter[]> {
  try {
    return await projectOnce(projector, writer, events, outcome, new Map());
  } catch (error) {
    if (!(error instanceof RefusedRowsError)) throw error;
    projector.rows.clear();
    const [only] = events;
    if (!only) throw error;
    if (events.length === 1) return await projectRefused(projector, writer, only, outcome, error);
    const letters: DeadLetter[] = [];
    for (const part of splitBatch(events, outcome)) {
      letters.push(...(await projectEvents(projector, writer, part.events, part.outcome)));
    }
    return letters;
  }
}

async function projectRefused(
  projector: Projector,
  writer: ReadModelWriter,
  event: LoggedEvent,
  outcome: Outcome,
  error: RefusedRowsError,
): Promise<readonly DeadLetter[]> {
  const refused = new Map<string, string>();
  let last = error;
  for (;;) {
    const projection = projector.projections.find(({ owns }) => owns(last.table));
    // Refused although nothing of the projection was written: not the event's fault.
    if (!projection || refused.has(projection.name)) throw last;
    refused.set(projection.name, last.message);
    try {
      return await projectOnce(projector, writer, [event], outcome, refused);
    } catch (again) {
      if (!(again instanceof RefusedRowsError)) throw again;
      projector.rows.clear();
      last = again;
    }
  }
}

async function projectOnce(
  projector: Projector,
  writer: ReadModelWriter,
  events: readonly LoggedEvent[],
  outcome: Outcome,
  refused: ReadonlyMap<string, string>,
): Promise<readonly DeadLetter[]> {
  const folded = await prepareBatch(projector, writer, events, refused);
  await writer.commit({ ...folded, ...outcome });
  projector.rows.committed();
  parkStreams(projector, folded.deadLetters);
  return folded.deadLetters;
}
