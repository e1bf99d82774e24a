import type { Role } from '../../core/define-command.ts';
import { defineStream } from '../../core/define-stream.ts';
import { defaultSettings } from '../../domain/default-settings.ts';
import { organizationEvents } from '../../events/organization.events.ts';
import type { OrganizationSettings } from './organization-settings.ts';

/** An invitation that was neither accepted nor revoked; it may have expired. */
interface Invitation {
  readonly emailHash: string;
  readonly role: Role;
  readonly expiresAt: string;
}

export interface OrganizationState {
  readonly name: string;
  readonly slug: string;
  readonly settings: OrganizationSettings;
  /** Role of each member, by user id. */
  readonly members: Readonly<Record<string, Role>>;
  /** By invitation id; at most one per address. */
  readonly invitations: Readonly<Record<string, Invitation>>;
}

const initial: OrganizationState = {
  name: '',
  slug: '',
  settings: defaultSettings,
  members: {},
  invitations: {},
};

export const organizationStream = defineStream({
  events: organizationEvents,
  initial,
  evolve: {
    OrganizationCreated: (state, { name, slug }) => ({ ...state, name, slug }),
    OrganizationRenamed: (state, { name }) => ({ ...state, name }),
    OrganizationSettingsChanged: (state, { organizationId: _, ...settings }) => ({ ...state, settings }),
    MemberInvited: (state, { invitationId, emailHash, role, expiresAt }) => ({
      ...state,
      invitations: {
        ...pick(state.invitations, (_, invitation) => invitation.emailHash !== emailHash),
        [invitationId]: { emailHash, role, expiresAt },
      },
    }),
    InvitationRevoked: (state, { invitationId }) => ({
      ...state,
      invitations: pick(state.invitations, (id) => id !== invitationId),
    }),
    MemberJoined: (state, { userId, role, invitationId }) => ({
      ...state,
      members: { ...state.members, [userId]: role },
      invitations: pick(state.invitations, (id) => id !== invitationId),
    }),
    MemberRoleChanged: (state, { userId, role }) => ({
      ...state,
      members: { ...state.members, [userId]: role },
    }),
    MemberRemoved: (state, { userId }) => ({ ...state, members: pick(state.members, (id) => id !== userId) }),
  },
});

/** The entries that `keep` wants. */
function pick<Value>(
  from: Readonly<Record<string, Value>>,
  keep: (key: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([key, value]) => keep(key, value)));
}
