import type { EventFamily, LogPosition, RecordedEvent } from '../../src/core/define-events.ts';
import type { ProjectionDefinition, Tables } from '../../src/core/define-projection.ts';
import type { LoggedEvent } from '../../src/core/ports.ts';
import type { Row, Table } from '../../src/core/table.ts';
import { collectBatch } from '../../src/runtime/projections/collect-batch.ts';
import { foldBatch, parkStreams } from '../../src/runtime/projections/fold-batch.ts';
import type { AnyRow, DeadLetter } from '../../src/runtime/projections/ports.ts';
import { createProjector } from '../../src/runtime/projections/projector.ts';
import { unseenEvents } from '../../src/runtime/projections/unseen-events.ts';
import { frozen } from './fold.ts';
import { tableInMemory } from './table-in-memory.ts';

export interface InMemoryOptions {
  /** Sizes of the first batches; the rest of the events is one more. One batch by default. */
  batches?: readonly number[];
  /** Takes the dead letters; without it, the first one is thrown. */
  deadLetters?: DeadLetter[];
  /** Rows per table that the engine keeps between batches. None by default: everything is loaded again. */
  rowsPerTable?: number;
}

/** Projections over tables in memory, through the code that also runs over PostgreSQL. */
export interface InMemoryProjector {
  /** Projects one batch; events at or before the last one taken are skipped. */
  project(events: readonly (RecordedEvent | LoggedEvent)[]): void;
  /** Rows of a table, by key. */
  rows(table: Table): AnyRow[];
}

/**
 * An engine over empty tables in memory. Events and rows are frozen, so that a handler that changes one
 * throws.
 */
export function inMemoryProjector(
  projections: readonly ProjectionDefinition[],
  options: Omit<InMemoryOptions, 'batches'> = {},
): InMemoryProjector {
  const projector = createProjector(projections, { rowsPerTable: options.rowsPerTable ?? 0 });
  const tables = new Map(
    projections
      .flatMap((projection) => Object.values(projection.tables))
      .map((table) => [table, tableInMemory(table)]),
  );
  let checkpoint: LogPosition | null = null;
  return {
    project(events) {
      const logged = events.map((event) => ('ok' in event ? event : { ok: true as const, event }));
      const unseen = unseenEvents(frozen(logged), checkpoint);
      projector.rows.evict();
      const collected = collectBatch(projector, unseen);
      const loaded = collected.wanted.map((wanted) => tables.get(wanted.table)?.load(wanted) ?? []);
      projector.rows.fill(collected.wanted, loaded);
      const folded = toTheEnd(foldBatch(projector, collected));
      for (const letter of folded.deadLetters) {
        if (!options.deadLetters)
          throw new Error(`${letter.projection} cannot take ${letter.event.type}: ${letter.reason}`);
        options.deadLetters.push(letter);
      }
      for (const change of folded.changes) tables.get(change.table)?.apply(change);
      projector.rows.committed();
      parkStreams(projector, folded.deadLetters);
      checkpoint = unseen.at(-1)?.event.position ?? checkpoint;
    },
    rows: (table) => tables.get(table)?.all() ?? [],
  };
}

function toTheEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Tables of one projection after the events, by the names that the projection gave them, rows by key. Throws
 * for a poison event unless `deadLetters` takes it.
 */
export function projectInMemory<Named extends Tables, Family extends EventFamily>(
  projection: ProjectionDefinition<Named, Family>,
  events: readonly (RecordedEvent | LoggedEvent)[],
  options?: InMemoryOptions,
): { [Name in keyof Named]: Row<Named[Name]>[] };
export function projectInMemory(
  projection: ProjectionDefinition,
  events: readonly (RecordedEvent | LoggedEvent)[],
  options: InMemoryOptions = {},
): Record<string, AnyRow[]> {
  const engine = inMemoryProjector([projection], options);
  let from = 0;
  for (const size of [...(options.batches ?? []), events.length]) {
    engine.project(events.slice(from, from + size));
    from += size;
  }
  return Object.fromEntries(
    Object.entries(projection.tables).map(([name, table]) => [name, engine.rows(table)]),
  );
}
