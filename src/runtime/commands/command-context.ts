import type { CommandContext, Principal } from '../../core/define-command.ts';

/** Context of a command that a request issues: the request is its cause. */
export function commandContext(
  { organizationId, actor, role }: Principal,
  { requestId, correlationId }: Pick<CommandContext, 'requestId' | 'correlationId'>,
): CommandContext {
  return { organizationId, actor, role, requestId, correlationId, causationId: requestId };
}
