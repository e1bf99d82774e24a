import { z } from 'zod';
import { actorTypes } from '../../core/define-events.ts';
import type { ListField, ReadRow } from '../../core/define-query.ts';
import { id, timestamp } from '../../domain/values.ts';

/** An event of the log with all that is known about its cause. */
export const eventItem = z.strictObject({
  position: z.string().describe('Commit position in the log: orders all events.'),
  eventId: z.string(),
  stream: z.string().describe('Stream the event stands on, category-streamId.'),
  category: z.string(),
  streamId: z.string(),
  revision: z.int().describe('Place on its stream, from 0.'),
  type: z.string(),
  schemaVersion: z.int(),
  recordedAt: timestamp,
  objectiveId: id.nullable(),
  keyResultId: id.nullable(),
  actor: z.strictObject({ type: z.enum(actorTypes), id: z.string() }),
  correlationId: z.string(),
  causationId: z.string(),
  commandId: z.string(),
  commandType: z.string(),
  requestId: z.string(),
  data: z.record(z.string(), z.unknown()).describe('Payload; personal data is left out.'),
});

const row = z.object({
  position: z.string(),
  eventId: z.string(),
  stream: z.string(),
  category: z.string(),
  streamId: z.string(),
  revision: z.number(),
  type: z.string(),
  schemaVersion: z.number(),
  recordedAt: z.string(),
  objectiveId: z.string().nullable(),
  keyResultId: z.string().nullable(),
  actorType: z.enum(actorTypes),
  actorId: z.string(),
  correlationId: z.string(),
  causationId: z.string(),
  commandId: z.string(),
  commandType: z.string(),
  requestId: z.string(),
  data: z.custom<Record<string, unknown>>(),
});

/** Columns for {@link toEvent}. */
export const eventColumns: Record<keyof z.output<typeof row>, string> = {
  position: 'audit_log.position',
  eventId: 'audit_log.event_id',
  stream: 'audit_log.stream',
  category: 'audit_log.category',
  streamId: 'audit_log.stream_id',
  revision: 'audit_log.revision',
  type: 'audit_log.type',
  schemaVersion: 'audit_log.schema_version',
  recordedAt: 'audit_log.recorded_at',
  objectiveId: 'audit_log.objective_id',
  keyResultId: 'audit_log.key_result_id',
  actorType: 'audit_log.actor_type',
  actorId: 'audit_log.actor_id',
  correlationId: 'audit_log.correlation_id',
  causationId: 'audit_log.causation_id',
  commandId: 'audit_log.command_id',
  commandType: 'audit_log.command_type',
  requestId: 'audit_log.request_id',
  data: 'audit_log.data',
};

/** How lists of events may be filtered, and sorted: by position or, which is the same order, by time. */
export const eventFields = {
  position: { column: 'audit_log.position', type: 'integer', filter: true, sort: true },
  type: { column: 'audit_log.type', type: 'text', filter: true },
  category: { column: 'audit_log.category', type: 'text', filter: true },
  recordedAt: { column: 'audit_log.recorded_at', type: 'timestamp', filter: true, sort: true },
  actorType: { column: 'audit_log.actor_type', type: 'text', filter: true },
  actorId: { column: 'audit_log.actor_id', type: 'text', filter: true },
  correlationId: { column: 'audit_log.correlation_id', type: 'text', filter: true },
  commandType: { column: 'audit_log.command_type', type: 'text', filter: true },
} satisfies Record<string, ListField>;

export function toEvent(from: ReadRow): z.output<typeof eventItem> {
  const { actorType, actorId, ...event } = row.parse(from);
  return { ...event, actor: { type: actorType, id: actorId } };
}
