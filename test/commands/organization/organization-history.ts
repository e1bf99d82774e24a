import type { OrganizationSettings } from '../../../src/commands/organization/organization-settings.ts';
import type { Role } from '../../../src/core/define-command.ts';
import type { DecidedEvent } from '../../../src/core/define-events.ts';
import { defaultSettings } from '../../../src/domain/default-settings.ts';
import type { organizationEvents } from '../../../src/events/organization.events.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';

type OrganizationEvent = DecidedEvent<typeof organizationEvents>;

export const organizationId = testContext.organizationId;
/** The user who asks in a test that does not say. */
export const ownerId = testContext.actor.id;
export const adminId = uuid(2);
export const memberId = uuid(3);
export const strangerId = uuid(4);
export const invitationId = uuid(50);
export const emailHash = 'a'.repeat(64);
export const otherEmailHash = 'b'.repeat(64);

export const admin = { actor: { type: 'user', id: adminId }, role: 'admin' } as const;
export const process = { actor: { type: 'process', id: 'identity' }, role: null } as const;

const joined = (userId: string, role: Role): OrganizationEvent => ({
  type: 'MemberJoined',
  data: { organizationId, userId, role, via: 'import' },
});

export const settingsChanged = (changes: Partial<OrganizationSettings>): OrganizationEvent => ({
  type: 'OrganizationSettingsChanged',
  data: { organizationId, ...defaultSettings, ...changes },
});

export const roleChanged = (userId: string, role: Role): OrganizationEvent => ({
  type: 'MemberRoleChanged',
  data: { organizationId, userId, role },
});

export const removed = (userId: string): OrganizationEvent => ({
  type: 'MemberRemoved',
  data: { organizationId, userId },
});

export const invited = (
  expiresAt: string,
  { role = 'member', id = invitationId }: { role?: Role; id?: string } = {},
): OrganizationEvent => ({
  type: 'MemberInvited',
  data: { organizationId, invitationId: id, emailHash, role, expiresAt },
});

export const revoked: OrganizationEvent = {
  type: 'InvitationRevoked',
  data: { organizationId, invitationId },
};

/** The context's moment is 2026-02-10T09:00Z. */
export const now = testContext.now;
export const later = '2026-02-17T09:00:00.000Z';

export const created: OrganizationEvent = {
  type: 'OrganizationCreated',
  data: { organizationId, name: 'Acme', slug: 'acme' },
};

export const justCreated: readonly OrganizationEvent[] = [created, settingsChanged({})];

/** An owner, an admin and a member. */
export const staffed: readonly OrganizationEvent[] = [
  ...justCreated,
  { type: 'MemberJoined', data: { organizationId, userId: ownerId, role: 'owner', via: 'founder' } },
  joined(adminId, 'admin'),
  joined(memberId, 'member'),
];
