import type { CommandDefinition } from '../core/define-command.ts';
import { activateCycle } from './cycle/activate-cycle.ts';
import { closeCycle } from './cycle/close-cycle.ts';
import { defineCycle } from './cycle/define-cycle.ts';
import { openCycleGrading } from './cycle/open-cycle-grading.ts';
import { reopenCycle } from './cycle/reopen-cycle.ts';
import { rescheduleCycle } from './cycle/reschedule-cycle.ts';
import { claimEmailAddress } from './email-address/claim-email-address.ts';
import { changeKeyResultOwner } from './key-result/change-key-result-owner.ts';
import { correctCheckIn } from './key-result/correct-check-in.ts';
import { correctKeyResultBaseline } from './key-result/correct-key-result-baseline.ts';
import { defineKeyResult } from './key-result/define-key-result.ts';
import { gradeKeyResult } from './key-result/grade-key-result.ts';
import { recordCheckIn } from './key-result/record-check-in.ts';
import { removeKeyResult } from './key-result/remove-key-result.ts';
import { retractCheckIn } from './key-result/retract-check-in.ts';
import { reviseKeyResult } from './key-result/revise-key-result.ts';
import { reviseKeyResultTarget } from './key-result/revise-key-result-target.ts';
import { reweightKeyResult } from './key-result/reweight-key-result.ts';
import { waiveKeyResult } from './key-result/waive-key-result.ts';
import { activateObjective } from './objective/activate-objective.ts';
import { archiveObjective } from './objective/archive-objective.ts';
import { changeObjectiveOwners } from './objective/change-objective-owners.ts';
import { closeObjective } from './objective/close-objective.ts';
import { draftObjective } from './objective/draft-objective.ts';
import { reopenObjective } from './objective/reopen-objective.ts';
import { restoreObjective } from './objective/restore-objective.ts';
import { reviseObjective } from './objective/revise-objective.ts';
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
  draftObjective,
  reviseObjective,
  changeObjectiveOwners,
  activateObjective,
  closeObjective,
  reopenObjective,
  archiveObjective,
  restoreObjective,
  defineKeyResult,
  reviseKeyResult,
  reviseKeyResultTarget,
  correctKeyResultBaseline,
  reweightKeyResult,
  changeKeyResultOwner,
  removeKeyResult,
  recordCheckIn,
  correctCheckIn,
  retractCheckIn,
  gradeKeyResult,
  waiveKeyResult,
];
