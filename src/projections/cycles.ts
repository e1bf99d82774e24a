import { defineProjection } from '../core/define-projection.ts';
import { date, integer, table, text, textOf, timestamptz, uuid } from '../core/table.ts';
import type { CyclePhase } from '../domain/values.ts';
import { cycleEvents } from '../events/cycle.events.ts';
import { once } from './once.ts';

/** Cycles with their dates and phase, one row each. */
export const cycles = defineProjection({
  name: 'cycles',
  version: 1,
  events: [cycleEvents],
  tables: {
    cycles: table('cycles', {
      key: ['id'],
      columns: {
        id: uuid,
        organization_id: uuid,
        name: text,
        kind: text,
        starts_on: date,
        ends_on: date,
        phase: textOf<CyclePhase>(),
        created_at: timestamptz,
        updated_at: timestamptz,
        revision: integer,
      },
    }),
  },
  on: {
    CycleDefined: ({ data, meta, revision, recordedAt }, { cycles }) =>
      cycles.upsert(
        data.cycleId,
        (row) =>
          row ?? {
            id: data.cycleId,
            organization_id: meta.organizationId,
            name: data.name,
            kind: data.kind,
            starts_on: data.startsOn,
            ends_on: data.endsOn,
            phase: 'defined',
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
      ),
    CycleRescheduled: (event, { cycles }) => {
      const { cycleId, startsOn, endsOn } = event.data;
      cycles.update(cycleId, (row) => once(row, event, { starts_on: startsOn, ends_on: endsOn }));
    },
    CycleActivated: (event, { cycles }) =>
      cycles.update(event.data.cycleId, (row) => once(row, event, { phase: 'active' })),
    CycleGradingOpened: (event, { cycles }) =>
      cycles.update(event.data.cycleId, (row) => once(row, event, { phase: 'grading' })),
    CycleClosed: (event, { cycles }) =>
      cycles.update(event.data.cycleId, (row) => once(row, event, { phase: 'closed' })),
    CycleReopened: (event, { cycles }) =>
      cycles.update(event.data.cycleId, (row) => once(row, event, { phase: 'grading' })),
  },
});
