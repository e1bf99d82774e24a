import { z } from 'zod';
import type { ReadModels, ReadRow } from '../../core/define-query.ts';
import { cycleKind, cyclePhase, date, id, timestamp } from '../../domain/values.ts';

/** A cycle, as clients get it. */
export const cycleItem = z.strictObject({
  id,
  name: z.string(),
  kind: cycleKind,
  startsOn: date,
  endsOn: date.describe('Last day, part of the cycle.'),
  phase: cyclePhase,
  createdAt: timestamp,
  updatedAt: timestamp,
  revision: z.int(),
});

const row = z.object({
  id: z.string(),
  name: z.string(),
  kind: cycleKind,
  startsOn: z.string(),
  endsOn: z.string(),
  phase: cyclePhase,
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.number(),
});

const columns: Record<keyof z.output<typeof row>, string> = {
  id: 'cycles.id',
  name: 'cycles.name',
  kind: 'cycles.kind',
  startsOn: 'cycles.starts_on',
  endsOn: 'cycles.ends_on',
  phase: 'cycles.phase',
  createdAt: 'cycles.created_at',
  updatedAt: 'cycles.updated_at',
  revision: 'cycles.revision',
};

/** Rows for {@link toCycle}. */
export const cycleRows = (read: ReadModels) => read.table('cycles').select(columns);

export function toCycle(from: ReadRow): z.output<typeof cycleItem> {
  return row.parse(from);
}
