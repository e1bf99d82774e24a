import { defineProjection } from '../core/define-projection.ts';
import { integer, nullable, table, text, textOf, timestamptz, uuid } from '../core/table.ts';
import { userEvents } from '../events/user.events.ts';
import { once } from './once.ts';

/** Users and their profile. They belong to organizations through `members`. */
export const users = defineProjection({
  name: 'users',
  version: 1,
  events: [userEvents],
  tables: {
    users: table('users', {
      key: ['id'],
      columns: {
        id: uuid,
        display_name: text,
        email: text,
        time_zone: nullable(text),
        status: textOf<'active' | 'deactivated'>(),
        created_at: timestamptz,
        updated_at: timestamptz,
        revision: integer,
      },
    }),
  },
  on: {
    UserRegistered: ({ data, revision, recordedAt }, { users }) =>
      users.upsert(
        data.userId,
        (row) =>
          row ?? {
            id: data.userId,
            display_name: data.displayName,
            email: data.email,
            time_zone: data.timeZone,
            status: 'active',
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
      ),
    UserProfileChanged: (event, { users }) => {
      const { userId, displayName, timeZone } = event.data;
      users.update(userId, (row) => once(row, event, { display_name: displayName, time_zone: timeZone }));
    },
    UserDeactivated: (event, { users }) =>
      users.update(event.data.userId, (row) => once(row, event, { status: 'deactivated' })),
    UserReactivated: (event, { users }) =>
      users.update(event.data.userId, (row) => once(row, event, { status: 'active' })),
  },
});
