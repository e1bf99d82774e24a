import { v5, v7 } from 'uuid';
import { inviteMember } from '../commands/organization/invite-member.ts';
import { joinOrganization } from '../commands/organization/join-organization.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import type { Principal, Role } from '../core/define-command.ts';
import { DomainError, notFound } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { organizationEvents } from '../events/organization.events.ts';
import { commandContext } from '../runtime/commands/command-context.ts';
import { commandIdOf } from '../runtime/commands/command-ids.ts';
import type { CommandOutcome } from '../runtime/commands/command-outcome.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import type { Accounts } from './accounts.ts';
import { admitted, notAdmitted } from './admission.ts';
import type { InvitationTokens } from './invitation-tokens.ts';
import type { Facts } from './on-facts.ts';
import { processContext } from './process-context.ts';
import { standingOf } from './standing.ts';

interface NewInvitation {
  readonly email: string;
  readonly role: Role;
  /** ISO-8601 UTC; in seven days by default. */
  readonly expiresAt?: string | undefined;
}

interface Invitation {
  readonly invitationId: string;
  /** What the invited person registers with. Whoever has it and the address can join. */
  readonly invitationToken: string;
  readonly role: Role;
  readonly expiresAt: string;
}

interface Dependencies {
  readonly accounts: Accounts;
  readonly tokens: InvitationTokens;
  readonly hashEmail: (email: string) => string;
  readonly handle: HandleCommand;
  readonly facts: Facts;
}

const memberInvited = organizationEvents.schemas.MemberInvited;

/** Invitations into organizations. */
export function createInvitations({ accounts, tokens, hashEmail, handle, facts }: Dependencies) {
  const openInvitation = async (organizationId: string, invitationId: string) => {
    const state = await facts(organizationId, 0).state(organizationStream, organizationId);
    return state?.invitations[invitationId];
  };

  return {
    /**
     * Throws what InviteMember throws: FORBIDDEN, RULE_VIOLATED, CONFLICT for an address that is invited
     * already.
     */
    async invite(
      { email, role, expiresAt }: NewInvitation,
      principal: Principal,
      ids: RequestIds,
      idempotencyKey?: string,
    ): Promise<Invitation & Pick<CommandOutcome, 'position' | 'replayed'>> {
      const { organizationId } = principal;
      const context = commandContext(principal, ids);
      const key = idempotencyKey;
      const invitationId = key === undefined ? v7() : commandIdOf(context, inviteMember.type, key);
      const input = { organizationId, emailHash: hashEmail(email), role, expiresAt };
      const outcome = await handle(inviteMember, input, context, { commandId: invitationId });
      const { expiresAt: until } = memberInvited.parse(outcome.events[0]?.data);
      const invitationToken = tokens.issue({ organizationId, invitationId });
      const { position, replayed } = outcome;
      return { invitationId, invitationToken, role, expiresAt: until, position, replayed };
    },

    /** An open invitation of the principal's organization, with its token. Throws FORBIDDEN, NOT_FOUND. */
    async invitation(
      invitationId: string,
      { organizationId, role: ownRole }: Principal,
    ): Promise<Invitation> {
      if (ownRole !== 'owner' && ownRole !== 'admin') {
        throw new DomainError('FORBIDDEN', 'only an owner or an admin may do this');
      }
      const open = await openInvitation(organizationId, invitationId);
      if (!open) throw notFound();
      const invitationToken = tokens.issue({ organizationId, invitationId });
      return { invitationId, invitationToken, role: open.role, expiresAt: open.expiresAt };
    },

    /**
     * A user who has an account joins one more organization. Throws FORBIDDEN where the token is not for
     * them.
     */
    async accept(
      token: string,
      userId: string,
      ids: RequestIds,
    ): Promise<{ organizationId: string; role: Role } & Pick<CommandOutcome, 'position'>> {
      const named = tokens.read(token);
      const account = await accounts.byUser(userId);
      if (!named || !account) throw notAdmitted();
      const { organizationId, invitationId } = named;
      const { emailHash } = account;
      const open = await openInvitation(organizationId, invitationId);
      if (open && open.emailHash !== emailHash) throw notAdmitted();
      const input = { organizationId, userId, via: 'invitation', invitationId, emailHash };
      const commandId = v5(`join/${organizationId}/${invitationId}`, userId);
      const context = processContext('invitation', organizationId, ids);
      const { position } = await admitted(() => handle(joinOrganization, input, context, { commandId }));
      const { role } = await standingOf(facts, userId, organizationId);
      if (!role) throw notAdmitted();
      return { organizationId, role, position };
    },
  };
}
