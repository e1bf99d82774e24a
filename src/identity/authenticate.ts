import type { Principal } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Facts } from './on-facts.ts';
import { standingOf } from './standing.ts';

interface Dependencies {
  readonly tokens: AccessTokens;
  readonly facts: Facts;
}

/**
 * Turns an access token into a principal, with the role that the member has now (at most a second old).
 * Needs no input or output for a token and states that this process has seen within the last second.
 * Throws UNAUTHORIZED, also for removed members and deactivated users; TOKEN_EXPIRED; UNAVAILABLE.
 */
export function createAuthenticate({ tokens, facts }: Dependencies) {
  return async (token: string): Promise<Principal> => {
    const { userId, organizationId } = await tokens.verify(token);
    const { isActive, role } = await standingOf(facts, userId, organizationId);
    if (!isActive || !role) {
      throw new DomainError('UNAUTHORIZED', 'the access token is no longer valid; sign in again');
    }
    return { actor: { type: 'user', id: userId }, organizationId, role };
  };
}
