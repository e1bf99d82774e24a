import type { ReadTable } from './create-table.ts';

export const organizations: ReadTable = {
  name: 'organizations',
  comment: 'One row per organization, with its settings as they are now.',
  key: ['organization_id'],
  columns: {
    organization_id: ['uuid NOT NULL', 'The organization.'],
    name: ['text NOT NULL', 'Display name.'],
    slug: ['text NOT NULL', 'Short name in addresses, unique over all organizations.'],
    time_zone: ['text NOT NULL', 'IANA time zone in which the dates of the organization are meant.'],
    fiscal_year_start_month: ['integer NOT NULL', 'First month of the fiscal year, 1 to 12.'],
    currency: ['text NOT NULL', 'Default currency, ISO 4217.'],
    check_in_cadence_days: [
      'integer NOT NULL',
      'Days within which a key result is due for its next check-in.',
    ],
    grace_days: ['integer NOT NULL', 'Days a check-in may be late, or lie outside the cycle.'],
    on_track_pace: ['numeric(20,6) NOT NULL', 'Pace from which the status is onTrack; ratio, 1 is on plan.'],
    at_risk_pace: [
      'numeric(20,6) NOT NULL',
      'Pace from which the status is atRisk, below it offTrack; ratio.',
    ],
    approval_required: ['boolean NOT NULL', 'Whether objectives need an approval before they are activated.'],
    registration: ['text NOT NULL', 'Who may join: closed (nobody), invited, open (whoever registers).'],
    default_role: ['text NOT NULL', 'Role of members who join by registration.'],
    roll_up: ['text NOT NULL', 'What a parent objective is made of: own (key results), children, both.'],
    created_at: ['timestamptz NOT NULL', 'When the log recorded the first event, UTC.'],
    updated_at: ['timestamptz NOT NULL', 'When the log recorded the last event, UTC.'],
    revision: [
      'integer NOT NULL',
      'Revision of the last event of the stream organization-<organization_id>.',
    ],
  },
};

export const members: ReadTable = {
  name: 'members',
  comment: 'One row per user and organization, as long as the user is a member of it.',
  key: ['organization_id', 'user_id'],
  columns: {
    organization_id: ['uuid NOT NULL', 'The organization.'],
    user_id: ['uuid NOT NULL', 'The user, see users.id.'],
    role: ['text NOT NULL', 'owner, admin, manager, member, viewer, analyst or auditor.'],
    joined_via: ['text NOT NULL', 'How the member came in: founder, registration, invitation, import.'],
    joined_at: ['timestamptz NOT NULL', 'When the log recorded that the member joined, UTC.'],
    updated_at: ['timestamptz NOT NULL', 'When the log recorded the last change of the membership, UTC.'],
    revision: ['integer NOT NULL', 'Revision of that event on the stream of the organization.'],
  },
  indexes: ['(user_id)', '(organization_id, joined_at, user_id)'],
};
