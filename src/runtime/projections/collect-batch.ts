import type { RecordedEvent } from '../../core/define-events.ts';
import type { LoggedEvent, UndecodableEvent } from '../../core/ports.ts';
import type { Table } from '../../core/table.ts';
import type { WantedRows } from './ports.ts';
import type { Projector } from './projector.ts';
import type { Operation } from './record-operations.ts';

/** What one projection is to do on one event; `failure` says why it cannot. */
export interface Step {
  readonly projection: string;
  readonly event: RecordedEvent | UndecodableEvent;
  readonly operations: readonly Operation[];
  readonly failure: string | null;
}

/** First pass over a batch: what every handler asks for, and which rows that needs. */
export interface CollectedBatch {
  /** In log order, and within an event in the order of the projections. */
  readonly steps: readonly Step[];
  /** Rows that are not in memory yet. */
  readonly wanted: readonly WantedRows[];
}

/** Runs the handlers of all projections. Events that a projection does not take make no step. */
export function collectBatch(projector: Projector, events: readonly LoggedEvent[]): CollectedBatch {
  const steps: Step[] = [];
  const wanted = new Map<Table, { table: Table; keys: Set<string>; groups: Set<string> }>();
  const wantedOf = (table: Table) => {
    let of = wanted.get(table);
    if (!of) {
      of = { table, keys: new Set(), groups: new Set() };
      wanted.set(table, of);
    }
    return of;
  };
  const wantKey = (table: Table, key: string) => {
    if (!projector.rows.of(table).has(key)) wantedOf(table).keys.add(key);
  };
  const wantGroup = (table: Table, value: string) => {
    if (!projector.rows.of(table).hasGroup(value)) wantedOf(table).groups.add(value);
  };
  const want = (operation: Operation) => {
    const { kind, table } = operation;
    if (kind === 'change') {
      if (operation.within === null) wantKey(table, operation.key);
      else wantGroup(table, operation.within);
    }
    if (kind === 'changeGroup' || kind === 'replaceGroup') wantGroup(table, operation.value);
    if ('group' in operation && operation.group) wantGroup(operation.group.table, operation.group.value);
  };

  for (const logged of events) {
    const { event } = logged;
    for (const { name: projection, handles, record } of projector.projections) {
      if (!logged.ok) {
        steps.push({ projection, event, operations: [], failure: logged.event.error });
        continue;
      }
      if (!handles(event.type)) continue;
      if (projector.parked.has(projection, event.stream)) {
        steps.push({ projection, event, operations: [], failure: null });
        continue;
      }
      try {
        const operations = record(logged.event);
        for (const operation of operations) want(operation);
        steps.push({ projection, event, operations, failure: null });
      } catch (error) {
        steps.push({ projection, event, operations: [], failure: reasonOf(error) });
      }
    }
  }
  return {
    steps,
    wanted: [...wanted.values()].map(({ table, keys, groups }) => ({
      table,
      keys: [...keys],
      groups: [...groups],
    })),
  };
}

/** A short reason for a dead letter. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : 'not an error').slice(0, 500);
}
