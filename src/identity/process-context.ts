import type { CommandContext } from '../core/define-command.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { commandContext } from '../runtime/commands/command-context.ts';

/** A context for the commands of a process of the product, e.g. `registration`; it is admitted everywhere. */
export function processContext(process: string, organizationId: string, ids: RequestIds): CommandContext {
  return commandContext({ organizationId, actor: { type: 'process', id: process }, role: null }, ids);
}

/** A context for what a user does without, or before, being a member of the organization. */
export function userContext(userId: string, organizationId: string, ids: RequestIds): CommandContext {
  return commandContext({ organizationId, actor: { type: 'user', id: userId }, role: null }, ids);
}
