import type { Principal } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { EdgeRequest } from './endpoint.ts';

/** Who sent the request. Throws UNAUTHORIZED for one that was not authenticated. */
export function principalOf({ principal }: EdgeRequest): Principal {
  if (principal === null) throw new DomainError('UNAUTHORIZED', 'sign in first');
  return principal;
}
