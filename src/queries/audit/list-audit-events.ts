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
    objectiveId: { column: 'audit_log.objective_id', type: 'uuid', filter: true },
    keyResultId: { column: 'audit_log.key_result_id', type: 'uuid', filter: true },
  },
  // Not by position, so that a span of time is found by the index on the moments.
  defaultSort: 'recordedAt:desc',
  tieBreaker: 'position',
  toItem: toEvent,
});
