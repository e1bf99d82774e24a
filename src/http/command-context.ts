import type { CommandContext } from '../core/define-command.ts';
import type { RequestIds } from '../platform/request-context.ts';
import type { Principal } from './endpoint.ts';

/** Context of a command that a request issues: the request is its cause. */
export function commandContext(principal: Principal, ids: RequestIds): CommandContext {
  const { organizationId, actor, role } = principal;
  const { requestId, correlationId } = ids;
  return { organizationId, actor, role, requestId, correlationId, causationId: requestId };
}
