import { NIL, v5, v7 } from 'uuid';
import { createOrganization } from '../commands/organization/create-organization.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { claimOrganizationSlug } from '../commands/organization-slug/claim-organization-slug.ts';
import { organizationSlugStream } from '../commands/organization-slug/organization-slug.stream.ts';
import type { Principal } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { commandIdOf } from '../runtime/commands/command-ids.ts';
import type { CommandOutcome } from '../runtime/commands/command-outcome.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import type { Facts } from './on-facts.ts';
import { processContext, userContext } from './process-context.ts';

interface Dependencies {
  readonly handle: HandleCommand;
  readonly facts: Facts;
}

interface NewOrganization {
  readonly name: string;
  readonly slug: string;
}

/**
 * Founds one more organization, owned by the user who asks: claims the slug, then creates it. What broke off
 * in between is finished by asking again.
 * Throws FORBIDDEN for others than users, CONFLICT where the slug is taken, IDEMPOTENCY_KEY_REUSED,
 * UNAVAILABLE.
 */
export function createFoundOrganization({ handle, facts }: Dependencies) {
  return async (
    { name, slug }: NewOrganization,
    { actor, organizationId: from }: Principal,
    ids: RequestIds,
    idempotencyKey?: string,
  ): Promise<CommandOutcome> => {
    if (actor.type !== 'user') throw new DomainError('FORBIDDEN', 'only a user founds an organization');
    const asker = userContext(actor.id, from, ids);
    const key = idempotencyKey;
    const commandId = key === undefined ? v7() : commandIdOf(asker, createOrganization.type, key);
    const organizationId = key === undefined ? v5(`organization/${slug}`, actor.id) : commandId;

    // A key that was used for another slug must not claim this one.
    const known = await facts(organizationId).state(organizationStream, organizationId);
    const claim = await facts(NIL).state(organizationSlugStream, slug);
    if (!known && claim?.organizationId !== organizationId) {
      const process = processContext('founding', organizationId, ids);
      const input = { slug, organizationId };
      await handle(claimOrganizationSlug, input, process, { commandId: v5('claim-slug', commandId) });
    }
    const founder = userContext(actor.id, organizationId, ids);
    return handle(createOrganization, { organizationId, name, slug }, founder, { commandId });
  };
}
