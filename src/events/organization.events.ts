import { z } from 'zod';
import { roles } from '../core/define-command.ts';
import { defineEvents } from '../core/define-events.ts';
import { id, joinedVia, ratio, registrationMode, rollUpMode, slug, timestamp } from '../domain/values.ts';
import { emailHash } from './email-address.events.ts';

export const role = z.enum(roles);

const organizationId = id;
const invitationId = id;
const userId = id;
/** What people wrote is checked where it is asked for; the log keeps it as it was. */
const text = z.string();

/**
 * Paces are ratios. Which time zones and currencies exist changes with time: what was one once stays
 * readable.
 */
const settings = {
  timeZone: text,
  fiscalYearStartMonth: z.int(),
  currency: text,
  checkInCadenceDays: z.int(),
  graceDays: z.int(),
  onTrackPace: ratio,
  atRiskPace: ratio,
  approvalRequired: z.boolean(),
  registration: registrationMode,
  /** Role of those who join by registration. */
  defaultRole: role.exclude(['owner']),
  rollUp: rollUpMode,
};

export const organizationEvents = defineEvents('organization', {
  OrganizationCreated: z.strictObject({ organizationId, name: text, slug }),
  OrganizationRenamed: z.strictObject({ organizationId, name: text }),
  /** Carries all settings as they are from now on, not only those that changed. */
  OrganizationSettingsChanged: z.strictObject({ organizationId, ...settings }),
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
