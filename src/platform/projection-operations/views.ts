import { z } from 'zod';

export const taskKinds = ['rebuild', 'verify', 'rollback', 'drop'] as const;
export type TaskKind = (typeof taskKinds)[number];

const count = z.int().min(0);
const time = z.iso.datetime();

/** How the rows of one table differ from those that the log gives. */
const tableDifference = z.object({
  table: z.string(),
  liveRows: count,
  rebuiltRows: count,
  missing: count.describe('Rows that the log gives and the live table lacks.'),
  unexpected: count.describe('Rows of the live table that the log does not give.'),
  different: count.describe('Rows with the same key and other values.'),
  examples: z.array(
    z.object({
      key: z.record(z.string(), z.unknown()),
      kind: z.enum(['missing', 'unexpected', 'different']),
      columns: z.array(z.string()).optional(),
    }),
  ),
});

/** What somebody asked to be done with projections, and what came of it. */
export const projectionTask = z.object({
  id: count,
  kind: z.enum(taskKinds),
  projections: z.array(z.string()),
  reason: z.string(),
  eventsPerSecond: count.nullable(),
  failFast: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  requestedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cancelRequestedAt: time.nullable(),
  eventsDone: count.nullable().describe('Events of the log taken so far; null where nothing is being built.'),
  eventsTotal: count.describe('Events of the log that the live tables have.'),
  differences: z.array(tableDifference).nullable().describe('Of a verification, one element per table.'),
  error: z.string().nullable(),
  waitsFor: z
    .array(z.object({ pid: count.nullable(), application: z.string() }))
    .nullable()
    .describe(
      'Sessions of the database that use its tables, while it waits for them; null while it does not.',
    ),
});
export type ProjectionTask = z.output<typeof projectionTask>;

export const projectionStatus = z.object({
  name: z.string(),
  state: z
    .enum(['live', 'paused', 'rebuilding', 'diverged', 'verifying', 'new'])
    .describe(
      'new: its tables have never been built; diverged: they are of another event log than the one that there is, and wait for a rebuild.',
    ),
  version: count.describe('Of the projection in the code of the process that answers.'),
  liveVersion: count.nullable().describe('Of the projection that wrote the live tables.'),
  position: z.object({ commit: z.string(), prepare: z.string() }).nullable(),
  ordinal: count.describe('Events of the log that the live tables have.'),
  lagEvents: count
    .nullable()
    .describe(
      'Events of the log that the live tables lack; null where the event store does not answer, or is another one.',
    ),
  lastEventRecordedAt: time.nullable(),
  pausedAt: time.nullable(),
  deadLetters: z.object({ events: count, streams: count }),
  rebuild: z.object({ version: count, ordinal: count }).nullable().describe('Tables that are being built.'),
  previous: z
    .object({ version: count, ordinal: count, updatedAt: time })
    .nullable()
    .describe('Tables that a rollback would bring back.'),
});
export type ProjectionStatus = z.output<typeof projectionStatus>;

/** An event that a projection could not take, or that stands behind one. */
export const deadLetter = z.object({
  revision: count,
  eventId: z.string(),
  eventType: z.string(),
  position: z.object({ commit: z.string(), prepare: z.string() }),
  recordedAt: time,
  reason: z.string(),
  parkedAt: time,
  discardedAt: time.nullable(),
});
export type DeadLetterView = z.output<typeof deadLetter>;

/** A stream from which a projection takes nothing, because of its first dead letter. */
export const parkedStream = z.object({
  projection: z.string(),
  stream: z.string(),
  events: count,
  retryRequestedAt: time.nullable(),
  first: deadLetter,
});
export type ParkedStreamView = z.output<typeof parkedStream>;
