import { v5 } from 'uuid';
import { claimEmailAddress } from '../commands/email-address/claim-email-address.ts';
import { createOrganization } from '../commands/organization/create-organization.ts';
import { joinOrganization } from '../commands/organization/join-organization.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { claimOrganizationSlug } from '../commands/organization-slug/claim-organization-slug.ts';
import { registerUser } from '../commands/user/register-user.ts';
import { userStream } from '../commands/user/user.stream.ts';
import type { CommandContext, CommandDefinition } from '../core/define-command.ts';
import type { LogPosition } from '../core/define-events.ts';
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

/** The events of a registration, over several streams. */
export function createRegisterSteps({ handle, facts }: Dependencies) {
  const step = (
    name: string,
    command: CommandDefinition,
    input: Record<string, unknown>,
    { userId, context, dryRun = false }: { userId: string; context: CommandContext; dryRun?: boolean },
  ) => handle(command, input, context, { commandId: v5(name, userId), dryRun });

  const lastStep = (
    { userId, emailHash }: Registrant,
    admission: Admission,
    ids: RequestIds,
    dryRun = false,
  ): Promise<CommandOutcome> => {
    const { organizationId } = admission;
    if (admission.via === 'founder') {
      const { name, slug } = admission;
      const context = userContext(userId, organizationId, ids);
      const input = { organizationId, name, slug };
      return step('create-organization', createOrganization, input, { userId, context, dryRun });
    }
    const { via } = admission;
    const proof = via === 'invitation' ? { invitationId: admission.invitationId, emailHash } : {};
    const name = ['join', organizationId, proof.invitationId].join('/');
    const context = processContext('registration', organizationId, ids);
    const input = { organizationId, userId, via, ...proof };
    return step(name, joinOrganization, input, { userId, context, dryRun });
  };

  return {
    /**
     * Every step may have been done by an earlier attempt: the ids of its commands derive from the user's, so
     * it is done once however often it is tried. Answers what became of the last step; null where an earlier
     * attempt had done it.
     */
    async take(
      { email, displayName }: Registration,
      registrant: Registrant,
      admission: Admission,
      ids: RequestIds,
    ): Promise<CommandOutcome | null> {
      const { userId, emailHash } = registrant;
      const { organizationId } = admission;
      const read = facts(organizationId);
      const asProcess = { userId, context: processContext('registration', organizationId, ids) };

      const claim = { emailHash, userId };
      await step('claim-email-address', claimEmailAddress, claim, asProcess).catch((error: unknown) => {
        // An import was faster.
        throw error instanceof DomainError && error.code === 'CONFLICT' ? taken() : error;
      });
      if (!(await read.state(userStream, userId))) {
        const user = { userId, email, displayName };
        await unlessDone(() => step('register-user', registerUser, user, asProcess));
      }
      if (admission.via !== 'founder') return admitted(() => lastStep(registrant, admission, ids));
      if (await read.state(organizationStream, organizationId)) return null;
      const { slug } = admission;
      await step(`claim-slug/${slug}`, claimOrganizationSlug, { slug, organizationId }, asProcess);
      return unlessDone(() => lastStep(registrant, admission, ids));
    },

    /** Where the log stood after the last step; null where the log does not remember. Changes nothing. */
    async positionOf(
      registrant: Registrant,
      admission: Admission,
      ids: RequestIds,
    ): Promise<LogPosition | null> {
      try {
        const { replayed, position } = await lastStep(registrant, admission, ids, true);
        return replayed ? position : null;
      } catch (error) {
        if (error instanceof DomainError && error.code !== 'UNAVAILABLE') return null;
        throw error;
      }
    },
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
