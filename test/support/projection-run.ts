import type pg from 'pg';
import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import { createReadModelStore } from '../../src/platform/read-model-store.ts';
import { systemClock } from '../../src/platform/system-clock.ts';
import type { ReadModelStore } from '../../src/runtime/projections/ownership.ts';
import type { DeadLetter } from '../../src/runtime/projections/ports.ts';
import { runProjections } from '../../src/runtime/projections/run-projections.ts';
import { inMemoryProjector } from './project-in-memory.ts';
import type { recordHistory } from './record-history.ts';
import type { ScriptedLog } from './scripted-log.ts';
import { waitUntil } from './wait-until.ts';

export interface RunOptions {
  readonly url: string;
  readonly projections: readonly ProjectionDefinition[];
  readonly log: ScriptedLog;
  readonly store?: ReadModelStore;
  readonly batchSize?: number;
  readonly lingerMs?: number;
}

/** Projections that run until they are stopped. */
export interface ProjectionRun {
  stop(): Promise<void>;
  /** Messages logged so far. */
  readonly logged: readonly string[];
  /** What was logged with a message, each time. */
  fieldsOf(message: string): readonly unknown[];
  /** Events projected so far, on the live tables. */
  projected(): number;
}

/** Runs projections over a database, from a log that the test writes. */
export function startProjections({ url, store, ...options }: RunOptions): ProjectionRun {
  const ending = new AbortController();
  const logged: string[] = [];
  let projected = 0;
  const fields: unknown[] = [];
  const write = (message: string, more?: object) => {
    logged.push(message);
    fields.push(more);
  };
  const done = runProjections({
    store: store ?? createReadModelStore(url),
    clock: systemClock,
    logger: { info: write, warn: write, error: write },
    metrics: {
      batch: ({ events }) => {
        projected += events;
      },
      lag: () => {},
    },
    signal: ending.signal,
    ...options,
  });
  return {
    logged,
    fieldsOf: (message) => fields.filter((_, index) => logged[index] === message),
    projected: () => projected,
    async stop() {
      ending.abort();
      await done;
    },
  };
}

/** Rows of every table of the projections, by key, and the dead letters. */
export async function storedReadModels(
  client: pg.Client,
  projections: readonly ProjectionDefinition[],
  schema = 'read',
) {
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const { name, key } of projections.flatMap(({ tables }) => Object.values(tables))) {
    const order = key.map((column) => `${column} COLLATE "C"`);
    rows[name] = (await client.query(`SELECT * FROM ${schema}.${name} ORDER BY ${order}`)).rows;
  }
  const letters = await client.query(
    `SELECT projection, stream, revision::int, reason FROM ops.dead_letters
      WHERE generation = 'live' AND projection = ANY($1)
      ORDER BY projection, stream COLLATE "C", revision`,
    [projections.map(({ name }) => name)],
  );
  return { rows, deadLetters: letters.rows };
}

/** What {@link storedReadModels} answers when the projections are right. */
export function expectedReadModels(
  projections: readonly ProjectionDefinition[],
  events: ReturnType<typeof recordHistory>,
) {
  const deadLetters: DeadLetter[] = [];
  const engine = inMemoryProjector(projections, { deadLetters });
  for (const event of events) engine.project([event]);
  const tables = projections.flatMap(({ tables: named }) => Object.values(named));
  const rows = Object.fromEntries(tables.map((table) => [table.name, engine.rows(table)]));
  const letters = deadLetters
    .map(({ projection, event, reason }) => ({
      projection,
      stream: event.stream,
      revision: event.revision,
      reason,
    }))
    .sort((a, b) =>
      a.projection === b.projection
        ? a.stream === b.stream
          ? a.revision - b.revision
          : a.stream < b.stream
            ? -1
            : 1
        : a.projection < b.projection
          ? -1
          : 1,
    );
  return { rows, deadLetters: letters };
}

/** Waits until all live checkpoints, or those of some projections, are at the end of the log. */
export async function untilCaughtUp(
  client: pg.Client,
  log: ScriptedLog,
  projections: readonly ProjectionDefinition[],
): Promise<void> {
  const { commit } = await log.head();
  await waitUntil(
    async () => {
      const { rows } = await client.query(
        `SELECT commit_position FROM ops.checkpoints WHERE generation = 'live' AND projection = ANY($1)`,
        [projections.map(({ name }) => name)],
      );
      return (
        rows.length === projections.length && rows.every((row) => row.commit_position === String(commit))
      );
    },
    { deadlineMs: 40_000 },
  );
}
