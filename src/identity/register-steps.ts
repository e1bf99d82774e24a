import { v5 } from 'uuid';
import { claimEmailAddress } from '../commands/email-address/claim-email-address.ts';
import { createOrganization } from '../commands/organization/create-organization.ts';
import { joinOrganization } from '../commands/organization/join-organization.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { claimOrganizationSlug } from '../commands/organization-slug/claim-organization-slug.ts';
import { registerUser } from '../commands/user/register-user.ts';
import { userStream } from '../commands/user/user.stream.ts';
import type { CommandContext, CommandDefinition } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { CommandOutcome } from '../runtime/commands/command-outcome.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { type Admission, admitted, taken } from './admission.ts';
import type { Facts } from './on-facts.ts';
import { processContext, userContext } from './process-context.ts';
import type { Registration } from './registration.ts';

interface Dependencies {
  readonly handle: HandleCommand;
  readonly facts: Facts;
}

interface Registrant {
  readonly userId: string;
  readonly emailHash: string;
}

/**
 * The events of a registration, over several streams. Every step may have been done by an earlier attempt:
 * the ids of its commands derive from the user's, so it is done once however often it is tried.
 * Answers what became of the last step; null where an earlier attempt had done it.
 */
export function createRegisterSteps({ handle, facts }: Dependencies) {
  return async (
    { email, displayName }: Registration,
    { userId, emailHash }: Registrant,
    admission: Admission,
    ids: RequestIds,
  ): Promise<CommandOutcome | null> => {
    const { organizationId } = admission;
    const read = facts(organizationId);
    const process = processContext('registration', organizationId, ids);

    const step = (
      name: string,
      command: CommandDefinition,
      input: Record<string, unknown>,
      context: CommandContext = process,
    ) => handle(command, input, context, { commandId: v5(name, userId) });

    await step('claim-email-address', claimEmailAddress, { emailHash, userId }).catch((error: unknown) => {
      // An import was faster.
      throw error instanceof DomainError && error.code === 'CONFLICT' ? taken() : error;
    });
    if (!(await read.state(userStream, userId))) {
      await unlessDone(() => step('register-user', registerUser, { userId, email, displayName }));
    }
    if (admission.via !== 'founder') {
      const { via } = admission;
      const proof = via === 'invitation' ? { invitationId: admission.invitationId, emailHash } : {};
      const name = ['join', organizationId, proof.invitationId].join('/');
      return admitted(() => step(name, joinOrganization, { organizationId, userId, via, ...proof }));
    }
    if (await read.state(organizationStream, organizationId)) return null;
    const { name, slug } = admission;
    await step(`claim-slug/${slug}`, claimOrganizationSlug, { slug, organizationId });
    const founder = userContext(userId, organizationId, ids);
    return unlessDone(() =>
      step('create-organization', createOrganization, { organizationId, name, slug }, founder),
    );
  };
}

/**
 * An earlier attempt may have done the step with other words, another display name for instance: they stay.
 */
async function unlessDone(step: () => Promise<CommandOutcome>): Promise<CommandOutcome | null> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'IDEMPOTENCY_KEY_REUSED') throw error;
    return null;
  }
}
