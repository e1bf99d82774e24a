import { z } from 'zod';
import { defineList } from '../../core/define-query.ts';
import { cycleItem, cycleRows, toCycle } from './cycle-item.ts';

export const listCycles = defineList({
  name: 'ListCycles',
  summary: 'List cycles, the latest first by default.',
  route: '/cycles',
  params: z.strictObject({}),
  item: cycleItem,
  readModels: ['cycles'],
  from: cycleRows,
  fields: {
    id: { column: 'cycles.id', type: 'uuid', filter: true },
    name: { column: 'cycles.name', type: 'text', filter: true, sort: true },
    kind: { column: 'cycles.kind', type: 'text', filter: true },
    phase: { column: 'cycles.phase', type: 'text', filter: true },
    startsOn: { column: 'cycles.starts_on', type: 'date', filter: true, sort: true },
    endsOn: { column: 'cycles.ends_on', type: 'date', filter: true, sort: true },
  },
  defaultSort: 'startsOn:desc',
  tieBreaker: 'id',
  toItem: toCycle,
});
