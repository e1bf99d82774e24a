import type { ReadTable } from './create-table.ts';

export const users: ReadTable = {
  name: 'users',
  comment:
    'One row per user. Users belong to organizations through members, so there is no organization_id. ' +
    'Personal data: display_name, email.',
  key: ['id'],
  columns: {
    id: ['uuid NOT NULL', 'The user.'],
    display_name: ['text NOT NULL', 'Name shown to others. Personal data.'],
    email: ['text NOT NULL', 'E-mail address of the account. Personal data.'],
    time_zone: ['text', 'IANA time zone of the user; null: that of the organization.'],
    status: ['text NOT NULL', 'active or deactivated.'],
    created_at: ['timestamptz NOT NULL', 'When the log recorded the registration, UTC.'],
    updated_at: ['timestamptz NOT NULL', 'When the log recorded the last event, UTC.'],
    revision: ['integer NOT NULL', 'Revision of the last event of the stream user-<id>.'],
  },
};
