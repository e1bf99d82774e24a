import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { id } from '../../domain/values.ts';
import { eventColumns, eventFields, eventItem, toEvent } from '../audit/event-item.ts';
import { rowsOfKeyResult, visibleKeyResult } from './visible-key-result.ts';

export const listKeyResultHistory = defineList({
  name: 'ListKeyResultHistory',
  summary: 'List all that happened to a key result, oldest first by default.',
  route: '/key-results/:keyResultId/history',
  params: z.strictObject({ keyResultId: id }),
  item: eventItem,
  readModels: ['key-results', 'objectives', 'audit-log'],
  parent: visibleKeyResult,
  from: (read, params, context) => rowsOfKeyResult('audit_log', read, params, context).select(eventColumns),
  fields: eventFields,
  defaultSort: 'position:asc',
  tieBreaker: 'position',
  toItem: toEvent,
});
