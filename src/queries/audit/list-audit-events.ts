import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { eventColumns, eventFields, eventItem, toEvent } from './event-item.ts';

export const listAuditEvents = defineList({
  name: 'ListAuditEvents',
  summary:
    'List every event of the organization: who did what, when, by which command. Newest first by default.',
  route: '/audit/events',
  params: z.strictObject({}),
  item: eventItem,
  readModels: ['audit-log'],
  roles: ['owner', 'admin', 'auditor'],
  from: (read) => read.table('audit_log').select(eventColumns),
  fields: {
    ...eventFields,
    stream: { column: 'audit_log.stream', type: 'text', filter: true },
    streamId: { column: 'audit_log.stream_id', type: 'text', filter: true },
    objectiveId: { column: 'audit_log.objective_id', type: 'uuid', filter: true },
    keyResultId: { column: 'audit_log.key_result_id', type: 'uuid', filter: true },
    causationId: { column: 'audit_log.causation_id', type: 'text', filter: true },
    commandId: { column: 'audit_log.command_id', type: 'text', filter: true },
    requestId: { column: 'audit_log.request_id', type: 'text', filter: true },
  },
  defaultSort: 'position:desc',
  tieBreaker: 'position',
  toItem: toEvent,
});
