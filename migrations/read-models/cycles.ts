import type { ReadTable } from './create-table.ts';

export const cycles: ReadTable = {
  name: 'cycles',
  comment: 'One row per cycle: the period in which objectives are pursued.',
  key: ['id'],
  columns: {
    id: ['uuid NOT NULL', 'The cycle.'],
    organization_id: ['uuid NOT NULL', 'Organization it belongs to.'],
    name: ['text NOT NULL', 'Display name.'],
    kind: ['text NOT NULL', 'year, half, quarter, month or custom.'],
    starts_on: ['date NOT NULL', 'First day, in the time zone of the organization.'],
    ends_on: ['date NOT NULL', 'Last day, part of the cycle.'],
    phase: ['text NOT NULL', 'defined, active, grading or closed.'],
    created_at: ['timestamptz NOT NULL', 'When the log recorded the first event, UTC.'],
    updated_at: ['timestamptz NOT NULL', 'When the log recorded the last event, UTC.'],
    revision: ['integer NOT NULL', 'Revision of the last event of the stream cycle-<id>.'],
  },
  indexes: ['(organization_id, starts_on, id)'],
};
