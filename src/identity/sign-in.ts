import { LRUCache } from 'lru-cache';
import { NIL, v5, v7 } from 'uuid';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { userStream } from '../commands/user/user.stream.ts';
import { recordSignIn } from '../commands/user-security/record-sign-in.ts';
import type { FactReader, Role } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { RequestIds } from '../platform/request-context.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { oneAtATime } from '../runtime/commands/one-at-a-time.ts';
import { type AccessTokens, accessTokenLifetime } from './access-tokens.ts';
import type { Accounts } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import { processContext } from './process-context.ts';
import { lockedOut, type SignInFailures } from './sign-in-failures.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** By default the organization that the user registered in. */
  readonly organizationId?: string | undefined;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds until the token expires. */
  readonly expiresIn: number;
  readonly userId: string;
  readonly organizationId: string;
  readonly role: Role;
}

interface Dependencies {
  readonly accounts: Accounts;
  readonly failures: SignInFailures;
  readonly passwords: Passwords;
  readonly tokens: AccessTokens;
  readonly hashEmail: (email: string) => string;
  readonly handle: HandleCommand;
  readonly facts: (organizationId: string) => FactReader;
  readonly clock: Clock;
  /** Runs what nobody waits for; see `create-identity.ts`. */
  readonly inBackground: (task: () => Promise<unknown>) => void;
}

type Failure = 'wrongPassword' | 'lockedOut' | 'deactivated';

/**
 * Signs users in. An address that nobody has costs what a wrong password costs, and is answered in the same words.
 * Throws UNAUTHORIZED, RATE_LIMITED; with the right password, FORBIDDEN for those who may not come in; UNAVAILABLE.
 */
export function createSignIn(dependencies: Dependencies) {
  const { accounts, failures, passwords, tokens, hashEmail, handle, facts, clock } = dependencies;
  // One guess at a time, so that many at once do not all pass before the first is counted.
  const inOrder = oneAtATime();
  const lockOuts = new LRUCache<string, true>({ max: 10_000 });

  const record = (
    ids: RequestIds,
    { userId, organizationId }: { userId: string; organizationId: string },
    commandId: string,
    failure?: Failure,
  ) => {
    const input = { userId, method: 'password', ...(failure ? { failure } : {}) };
    return handle(recordSignIn, input, processContext('sign-in', organizationId, ids), { commandId });
  };

  async function attempt(credentials: Credentials, emailHash: string, ids: RequestIds): Promise<SignedIn> {
    const found = await accounts.byEmail(emailHash);
    const account = found?.status === 'active' ? found : null;
    const until = await failures.lockedUntil(emailHash);
    // Nobody waits for the record of a failure: the time it takes would tell that the address is known.
    if (until) {
      // However often somebody knocks, a lock-out is recorded once.
      const lockOut = v5(`locked-out/${until}`, account?.userId ?? NIL);
      if (account && !lockOuts.has(lockOut)) {
        lockOuts.set(lockOut, true);
        dependencies.inBackground(() => record(ids, account, lockOut, 'lockedOut'));
      }
      throw lockedOut(until, clock);
    }
    const matches = await passwords.verify(account?.passwordHash ?? null, credentials.password);
    if (!account || !matches) {
      await failures.add(emailHash);
      if (account) dependencies.inBackground(() => record(ids, account, v7(), 'wrongPassword'));
      throw new DomainError('UNAUTHORIZED', 'the e-mail address or the password is wrong');
    }
    await failures.clear(emailHash);

    const { userId } = account;
    const organizationId = credentials.organizationId ?? account.organizationId;
    const read = facts(organizationId);
    const user = await read.state(userStream, userId);
    if (!user?.isActive) {
      await record(ids, account, v7(), 'deactivated');
      throw new DomainError('FORBIDDEN', 'the account is deactivated');
    }
    const organization = await read.state(organizationStream, organizationId);
    const role = organization?.members[userId];
    if (!role) throw new DomainError('FORBIDDEN', 'you are not a member of this organization');

    const tokenId = v7();
    const accessToken = await tokens.issue({ userId, organizationId }, tokenId);
    await record(ids, { userId, organizationId }, tokenId);
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: accessTokenLifetime,
      userId,
      organizationId,
      role,
    };
  }

  return async (credentials: Credentials, ids: RequestIds): Promise<SignedIn> => {
    const emailHash = hashEmail(credentials.email);
    return inOrder(emailHash, () => attempt(credentials, emailHash, ids));
  };
}
