import { z } from 'zod';
import { roles } from '../core/define-command.ts';
import { defineEvents } from '../core/define-events.ts';
import {
  currencyCode,
  id,
  nonEmptyText,
  ratio,
  rollUpMode,
  slug,
  timestamp,
  timeZone,
} from '../domain/values.ts';
import { emailHash } from './email-address.events.ts';

export const role = z.enum(roles);

/** `closed`: nobody joins; `invited`: those who were invited; `open`: everybody who registers. */
export const registrationMode = z.enum(['closed', 'invited', 'open']);

/** How a member came in. */
export const joinedVia = z.enum(['founder', 'registration', 'invitation', 'import']);

/** Every setting of an organization. Paces are ratios; days are calendar days. */
export const organizationSettings = z.strictObject({
  timeZone,
  fiscalYearStartMonth: z.int().min(1).max(12),
  currency: currencyCode,
  checkInCadenceDays: z.int().min(1).max(366),
  graceDays: z.int().min(0).max(366),
  onTrackPace: ratio,
  atRiskPace: ratio,
  approvalRequired: z.boolean(),
  registration: registrationMode,
  /** Role of those who join by registration. */
  defaultRole: role.exclude(['owner']),
  rollUp: rollUpMode,
});
export type OrganizationSettings = z.output<typeof organizationSettings>;

const organizationId = id;
const invitationId = id;
const userId = id;
const name = nonEmptyText(120);

export const organizationEvents = defineEvents('organization', {
  OrganizationCreated: z.strictObject({ organizationId, name, slug }),
  OrganizationRenamed: z.strictObject({ organizationId, name }),
  /** Carries all settings as they are from now on, not only those that changed. */
  OrganizationSettingsChanged: z.strictObject({ organizationId, ...organizationSettings.shape }),
  MemberInvited: z.strictObject({ organizationId, invitationId, emailHash, role, expiresAt: timestamp }),
  InvitationRevoked: z.strictObject({ organizationId, invitationId }),
  MemberJoined: z.strictObject({
    organizationId,
    userId,
    role,
    via: joinedVia,
    invitationId: invitationId.optional(),
  }),
  MemberRoleChanged: z.strictObject({ organizationId, userId, role }),
  MemberRemoved: z.strictObject({ organizationId, userId }),
});
