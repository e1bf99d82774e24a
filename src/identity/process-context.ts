import type { CommandContext } from '../core/define-command.ts';
import type { RequestIds } from '../platform/request-context.ts';

/** A context for the commands of a process of the product, e.g. `registration`; it is admitted everywhere. */
export function processContext(process: string, organizationId: string, ids: RequestIds): CommandContext {
  return contextOf({ type: 'process', id: process }, organizationId, ids);
}

/** A context for what a user does without, or before, being a member of the organization. */
export function userContext(userId: string, organizationId: string, ids: RequestIds): CommandContext {
  return contextOf({ type: 'user', id: userId }, organizationId, ids);
}

function contextOf(
  actor: CommandContext['actor'],
  organizationId: string,
  { requestId, correlationId }: RequestIds,
): CommandContext {
  return { organizationId, actor, role: null, requestId, correlationId, causationId: requestId };
}
