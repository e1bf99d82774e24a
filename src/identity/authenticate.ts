import { organizationStream } from '../commands/organization/organization.stream.ts';
import { userStream } from '../commands/user/user.stream.ts';
import type { FactReader, Role } from '../core/define-command.ts';
import type { Actor } from '../core/define-events.ts';
import { DomainError } from '../core/domain-error.ts';
import type { AccessTokens } from './access-tokens.ts';

/** Who sends a request. */
export interface Principal {
  readonly actor: Actor;
  readonly organizationId: string;
  readonly role: Role | null;
}

interface Dependencies {
  readonly tokens: AccessTokens;
  readonly facts: (organizationId: string) => FactReader;
}

/**
 * Turns an access token into a principal, with the role that the member has now (at most a second old).
 * Needs no input or output for a token and states that this process has seen within the last second.
 * Throws UNAUTHORIZED, also for removed members and deactivated users; TOKEN_EXPIRED; UNAVAILABLE.
 */
export function createAuthenticate({ tokens, facts }: Dependencies) {
  return async (token: string): Promise<Principal> => {
    const { userId, organizationId } = await tokens.verify(token);
    const read = facts(organizationId);
    const organization = await read.state(organizationStream, organizationId);
    const role = organization?.members[userId];
    const user = await read.state(userStream, userId);
    if (!role || !user?.isActive) {
      throw new DomainError('UNAUTHORIZED', 'the access token is no longer valid; sign in again');
    }
    return { actor: { type: 'user', id: userId }, organizationId, role };
  };
}
