import type { Role } from '../core/define-command.ts';
import type { RecordedEvent } from '../core/define-events.ts';
import { defineProjection, type Operations } from '../core/define-projection.ts';
import { boolean, integer, numeric, table, text, textOf, timestamptz, uuid } from '../core/table.ts';
import { organizationEvents } from '../events/organization.events.ts';
import { once } from './once.ts';

const tables = {
  organizations: table('organizations', {
    key: ['organization_id'],
    columns: {
      organization_id: uuid,
      name: text,
      slug: text,
      time_zone: text,
      fiscal_year_start_month: integer,
      currency: text,
      check_in_cadence_days: integer,
      grace_days: integer,
      on_track_pace: numeric,
      at_risk_pace: numeric,
      approval_required: boolean,
      registration: text,
      default_role: textOf<Role>(),
      roll_up: text,
      created_at: timestamptz,
      updated_at: timestamptz,
      revision: integer,
    },
  }),
  members: table('members', {
    key: ['organization_id', 'user_id'],
    columns: {
      organization_id: uuid,
      user_id: uuid,
      role: textOf<Role>(),
      joined_via: text,
      joined_at: timestamptz,
      updated_at: timestamptz,
      revision: integer,
    },
  }),
};

/** An organization is made together with its settings: these hold for no longer than one append. */
const untilSettings = {
  time_zone: 'UTC',
  fiscal_year_start_month: 1,
  currency: 'EUR',
  check_in_cadence_days: 7,
  grace_days: 3,
  on_track_pace: '0.95',
  at_risk_pace: '0.75',
  approval_required: false,
  registration: 'invited',
  default_role: 'member',
  roll_up: 'both',
} as const;

/** Nothing of the organization's own row changes but its revision. */
function seen(
  event: RecordedEvent<string, { organizationId: string }>,
  { organizations }: Operations<typeof tables>,
): void {
  organizations.update(event.data.organizationId, (row) => once(row, event, {}));
}

/** Organizations with their settings, and their members. */
export const organizations = defineProjection({
  name: 'organizations',
  version: 1,
  events: [organizationEvents],
  tables,
  on: {
    OrganizationCreated: ({ data, revision, recordedAt }, { organizations }) =>
      organizations.upsert(
        data.organizationId,
        (row) =>
          row ?? {
            organization_id: data.organizationId,
            name: data.name,
            slug: data.slug,
            ...untilSettings,
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
      ),
    OrganizationRenamed: (event, { organizations }) =>
      organizations.update(event.data.organizationId, (row) => once(row, event, { name: event.data.name })),
    OrganizationSettingsChanged: (event, { organizations }) => {
      const { data } = event;
      organizations.update(data.organizationId, (row) =>
        once(row, event, {
          time_zone: data.timeZone,
          fiscal_year_start_month: data.fiscalYearStartMonth,
          currency: data.currency,
          check_in_cadence_days: data.checkInCadenceDays,
          grace_days: data.graceDays,
          on_track_pace: data.onTrackPace,
          at_risk_pace: data.atRiskPace,
          approval_required: data.approvalRequired,
          registration: data.registration,
          default_role: data.defaultRole,
          roll_up: data.rollUp,
        }),
      );
    },
    MemberInvited: seen,
    InvitationRevoked: seen,
    MemberJoined: (event, tables) => {
      const { data, revision, recordedAt } = event;
      tables.members.insert({
        organization_id: data.organizationId,
        user_id: data.userId,
        role: data.role,
        joined_via: data.via,
        joined_at: recordedAt,
        updated_at: recordedAt,
        revision,
      });
      seen(event, tables);
    },
    MemberRoleChanged: (event, tables) => {
      const { organizationId, userId, role } = event.data;
      tables.members.update([organizationId, userId], (row) => once(row, event, { role }));
      seen(event, tables);
    },
    MemberRemoved: (event, tables) => {
      tables.members.delete([event.data.organizationId, event.data.userId]);
      seen(event, tables);
    },
  },
});
