import type { RecordedEvent } from '../core/define-events.ts';
import { defineProjection } from '../core/define-projection.ts';
import { streamId } from '../core/define-stream.ts';
import { personalFields } from '../core/pii.ts';
import { bigint, integer, jsonb, nullable, table, text, timestamptz, uuid } from '../core/table.ts';
import { catalog } from '../events/index.ts';

type Payload = Readonly<Record<string, unknown>>;

const personal = new Map(catalog.types.map((type) => [type, personalFields(catalog.schema(type))]));

/** The payload without personal data: that is kept where it can be erased, and nowhere else. */
function withoutPersonalData({ type, data }: RecordedEvent<string, Payload>): Payload {
  const fields = personal.get(type) ?? [];
  if (fields.length === 0) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !fields.includes(name)));
}

const idIn = (data: Payload, field: string) => {
  const value = data[field];
  return typeof value === 'string' ? value : null;
};

const isPayload = (event: RecordedEvent): event is RecordedEvent<string, Payload> =>
  typeof event.data === 'object' && event.data !== null;

/** Every event of the log, one row each. */
export const auditLog = defineProjection({
  name: 'audit-log',
  version: 1,
  events: [],
  tables: {
    auditLog: table('audit_log', {
      key: ['position'],
      columns: {
        position: bigint,
        stream: text,
        category: text,
        stream_id: text,
        revision: integer,
        event_id: uuid,
        type: text,
        schema_version: integer,
        organization_id: uuid,
        objective_id: nullable(uuid),
        key_result_id: nullable(uuid),
        actor_type: text,
        actor_id: text,
        correlation_id: text,
        causation_id: text,
        command_id: text,
        command_type: text,
        request_id: text,
        recorded_at: timestamptz,
        data: jsonb<Payload>(),
      },
    }),
  },
  on: {},
  every: (event, { auditLog }) => {
    if (!isPayload(event)) throw new TypeError('payload is no object');
    const { meta, data, stream } = event;
    const id = streamId(stream);
    auditLog.insert({
      position: event.position.commit.toString(),
      stream,
      category: stream.slice(0, -id.length - 1),
      stream_id: id,
      revision: event.revision,
      event_id: event.id,
      type: event.type,
      schema_version: meta.schemaVersion,
      organization_id: meta.organizationId,
      objective_id: idIn(data, 'objectiveId'),
      key_result_id: idIn(data, 'keyResultId'),
      actor_type: meta.actor.type,
      actor_id: meta.actor.id,
      correlation_id: meta.$correlationId,
      causation_id: meta.$causationId,
      command_id: meta.commandId,
      command_type: meta.commandType,
      request_id: meta.requestId,
      recorded_at: event.recordedAt,
      data: withoutPersonalData(event),
    });
  },
});
