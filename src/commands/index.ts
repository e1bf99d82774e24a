import type { CommandDefinition } from '../core/define-command.ts';
import { activateCycle } from './cycle/activate-cycle.ts';
import { closeCycle } from './cycle/close-cycle.ts';
import { defineCycle } from './cycle/define-cycle.ts';
import { openCycleGrading } from './cycle/open-cycle-grading.ts';
import { reopenCycle } from './cycle/reopen-cycle.ts';
import { rescheduleCycle } from './cycle/reschedule-cycle.ts';
import { claimEmailAddress } from './email-address/claim-email-address.ts';
import { changeMemberRole } from './organization/change-member-role.ts';
import { changeOrganizationSettings } from './organization/change-organization-settings.ts';
import { createOrganization } from './organization/create-organization.ts';
import { inviteMember } from './organization/invite-member.ts';
import { joinOrganization } from './organization/join-organization.ts';
import { removeMember } from './organization/remove-member.ts';
import { renameOrganization } from './organization/rename-organization.ts';
import { revokeInvitation } from './organization/revoke-invitation.ts';
import { claimOrganizationSlug } from './organization-slug/claim-organization-slug.ts';
import { changeUserProfile } from './user/change-user-profile.ts';
import { deactivateUser } from './user/deactivate-user.ts';
import { reactivateUser } from './user/reactivate-user.ts';
import { registerUser } from './user/register-user.ts';
import { recordSignIn } from './user-security/record-sign-in.ts';

/** Every command of the product. */
export const commands: readonly CommandDefinition[] = [
  createOrganization,
  renameOrganization,
  changeOrganizationSettings,
  inviteMember,
  revokeInvitation,
  joinOrganization,
  changeMemberRole,
  removeMember,
  claimOrganizationSlug,
  registerUser,
  changeUserProfile,
  deactivateUser,
  reactivateUser,
  claimEmailAddress,
  recordSignIn,
  defineCycle,
  rescheduleCycle,
  activateCycle,
  openCycleGrading,
  closeCycle,
  reopenCycle,
];
