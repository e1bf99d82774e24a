import type { Role } from '../core/define-command.ts';
import type { EventData, RecordedEvent } from '../core/define-events.ts';
import { defineProjection, type Operations } from '../core/define-projection.ts';
import { boolean, integer, numeric, table, text, textOf, timestamptz, uuid } from '../core/table.ts';
import { defaultSettings } from '../domain/default-settings.ts';
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

type OrganizationSettings = Omit<
  EventData<typeof organizationEvents, 'OrganizationSettingsChanged'>,
  'organizationId'
>;

/** Columns of the settings. */
const settingsColumns = (settings: OrganizationSettings) => ({
  time_zone: settings.timeZone,
  fiscal_year_start_month: settings.fiscalYearStartMonth,
  currency: settings.currency,
  check_in_cadence_days: settings.checkInCadenceDays,
  grace_days: settings.graceDays,
  on_track_pace: settings.onTrackPace,
  at_risk_pace: settings.atRiskPace,
  approval_required: settings.approvalRequired,
  registration: settings.registration,
  default_role: settings.defaultRole,
  roll_up: settings.rollUp,
});

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
            // Those it was created with come with the next event, in the same append.
            ...settingsColumns(defaultSettings),
            created_at: recordedAt,
            updated_at: recordedAt,
            revision,
          },
      ),
    OrganizationRenamed: (event, { organizations }) =>
      organizations.update(event.data.organizationId, (row) => once(row, event, { name: event.data.name })),
    OrganizationSettingsChanged: (event, { organizations }) => {
      const { organizationId, ...settings } = event.data;
      organizations.update(organizationId, (row) => once(row, event, settingsColumns(settings)));
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
