import { z } from 'zod';
import { roles } from '../../core/define-command.ts';
import { defineQuery } from '../../core/define-query.ts';
import { id, ratio, registrationMode, rollUpMode, slug, timestamp } from '../../domain/values.ts';

const settings = {
  timeZone: z.string().describe('IANA time zone in which dates are meant.'),
  fiscalYearStartMonth: z.int(),
  currency: z.string(),
  checkInCadenceDays: z.int(),
  graceDays: z.int(),
  onTrackPace: ratio,
  atRiskPace: ratio,
  approvalRequired: z.boolean(),
  registration: registrationMode,
  defaultRole: z.enum(roles),
  rollUp: rollUpMode,
};

const item = z.strictObject({
  id,
  name: z.string(),
  slug,
  settings: z.strictObject(settings),
  createdAt: timestamp,
  updatedAt: timestamp,
  revision: z.int(),
});

const settingsRow = z.object({ ...settings, onTrackPace: z.string(), atRiskPace: z.string() });
const row = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.number(),
});

const columns: Record<keyof z.output<typeof row> | keyof z.output<typeof settingsRow>, string> = {
  id: 'organizations.organization_id',
  name: 'organizations.name',
  slug: 'organizations.slug',
  timeZone: 'organizations.time_zone',
  fiscalYearStartMonth: 'organizations.fiscal_year_start_month',
  currency: 'organizations.currency',
  checkInCadenceDays: 'organizations.check_in_cadence_days',
  graceDays: 'organizations.grace_days',
  onTrackPace: 'organizations.on_track_pace',
  atRiskPace: 'organizations.at_risk_pace',
  approvalRequired: 'organizations.approval_required',
  registration: 'organizations.registration',
  defaultRole: 'organizations.default_role',
  rollUp: 'organizations.roll_up',
  createdAt: 'organizations.created_at',
  updatedAt: 'organizations.updated_at',
  revision: 'organizations.revision',
};

export const getOrganization = defineQuery({
  name: 'GetOrganization',
  summary: 'Get an organization with its settings.',
  route: '/organizations/:organizationId',
  params: z.strictObject({ organizationId: id }),
  item,
  readModels: ['organizations'],
  revision: 'revision',
  from: (read, { organizationId }) =>
    read.table('organizations').where('organizations.organization_id', organizationId).select(columns),
  toItem: (from) => ({ ...row.parse(from), settings: settingsRow.parse(from) }),
});
