import { NIL, v7 } from 'uuid';
import type { OrganizationState } from '../commands/organization/organization.stream.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { organizationSlugStream } from '../commands/organization-slug/organization-slug.stream.ts';
import type { FactReader } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { Account, Accounts } from './accounts.ts';
import type { InvitationRef, InvitationTokens } from './invitation-tokens.ts';
import { type Facts, onFacts } from './on-facts.ts';
import type { Registration } from './registration.ts';

/** How somebody comes in. */
export type Admission =
  | {
      readonly via: 'founder';
      readonly organizationId: string;
      readonly name: string;
      readonly slug: string;
    }
  | { readonly via: 'registration'; readonly organizationId: string }
  | { readonly via: 'invitation'; readonly organizationId: string; readonly invitationId: string };

type FactsOf = (organizationId: string) => FactReader;

interface Dependencies {
  readonly accounts: Accounts;
  readonly facts: Facts;
  readonly invitations: InvitationTokens;
  readonly clock: Clock;
}

/** Everybody who is not admitted gets the same words: they tell nothing about organizations and addresses. */
export const notAdmitted = () => new DomainError('FORBIDDEN', 'registration needs a valid invitation');

/** Who has the address is nobody's business. */
export const taken = () => new DomainError('CONFLICT', 'the e-mail address is taken');

/**
 * Joins; what was admitted a moment ago may be refused by now: an invitation revoked, an organization closed.
 */
export async function admitted<T>(join: () => Promise<T>): Promise<T> {
  try {
    return await join();
  } catch (error) {
    const refusals = ['RULE_VIOLATED', 'NOT_FOUND', 'FORBIDDEN'];
    throw error instanceof DomainError && refusals.includes(error.code) ? notAdmitted() : error;
  }
}

/**
 * Finds out how a registration comes in; `earlier` is what an attempt that broke off has left.
 * Throws FORBIDDEN; VALIDATION_FAILED where the first registration names no organization.
 */
export function createAdmissions({ accounts, facts, invitations, clock }: Dependencies) {
  async function byInvitation(
    { organizationId, invitationId }: InvitationRef,
    emailHash: string,
    earlier: Account | null,
    factsOf: FactsOf,
  ): Promise<Admission> {
    const { settings, invitations: open } = await organizationIn(factsOf, organizationId);
    const invitation = open[invitationId];
    // Joining uses the invitation up, and the attempt that did may have got no further.
    const resumed = !invitation && earlier?.status === 'pending' && earlier.invitationId === invitationId;
    const valid =
      invitation?.emailHash === emailHash &&
      clock.now() < invitation.expiresAt &&
      settings.registration !== 'closed';
    if (!valid && !resumed) throw notAdmitted();
    return { via: 'invitation', organizationId, invitationId };
  }

  async function byOwnWish(
    slug: string | undefined,
    founding: Account,
    earlier: Account | null,
    factsOf: FactsOf,
  ): Promise<Admission> {
    const claim = slug === undefined ? null : await factsOf(NIL).state(organizationSlugStream, slug);
    const organizationId = slug === undefined ? founding.organizationId : claim?.organizationId;
    if (!organizationId) throw notAdmitted();
    const { settings, members } = await organizationIn(factsOf, organizationId);
    const resumed = earlier?.status === 'pending' && members[earlier.userId] !== undefined;
    if (settings.registration !== 'open' && !resumed) throw notAdmitted();
    return { via: 'registration', organizationId };
  }

  return async (
    registration: Registration,
    emailHash: string,
    earlier: Account | null,
  ): Promise<Admission> => {
    const { organization, invitationToken } = registration;
    if (invitationToken !== undefined) {
      const named = invitations.read(invitationToken);
      if (!named) throw notAdmitted();
      return onFacts(facts, (factsOf) => byInvitation(named, emailHash, earlier, factsOf));
    }

    const founding = await accounts.founding();
    const own = founding?.emailHash === emailHash && founding.status === 'pending';
    if (founding && !own) {
      if (typeof organization === 'object') throw notAdmitted();
      return onFacts(facts, (factsOf) => byOwnWish(organization, founding, earlier, factsOf));
    }
    if (typeof organization !== 'object') {
      const message = 'the first registration founds an organization: send its name and slug';
      throw new DomainError('VALIDATION_FAILED', message, [{ field: 'organization', message }]);
    }
    return { via: 'founder', organizationId: founding?.organizationId ?? v7(), ...organization };
  };
}

async function organizationIn(factsOf: FactsOf, organizationId: string): Promise<OrganizationState> {
  const state = await factsOf(organizationId).state(organizationStream, organizationId);
  if (!state) throw notAdmitted();
  return state;
}
