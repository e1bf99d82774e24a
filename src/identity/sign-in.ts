import { v7 } from 'uuid';
import { reactivateUser } from '../commands/user/reactivate-user.ts';
import type { Role } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { oneAtATime } from '../runtime/commands/one-at-a-time.ts';
import { type AccessTokens, accessTokenLifetime } from './access-tokens.ts';
import type { Account, Accounts } from './accounts.ts';
import type { createInvitations } from './invitations.ts';
import type { Facts } from './on-facts.ts';
import type { Passwords } from './passwords.ts';
import { processContext } from './process-context.ts';
import { lockedOut, type SignInFailures } from './sign-in-failures.ts';
import { createSignInRecords } from './sign-in-records.ts';
import { standingOf } from './standing.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** By default the organization that the user registered in. */
  readonly organizationId?: string | undefined;
  /** An invitation to accept; the sign-in is then for its organization. */
  readonly invitationToken?: string | undefined;
}

interface SignedIn {
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
  readonly facts: Facts;
  readonly clock: Clock;
  readonly accept: ReturnType<typeof createInvitations>['accept'];
  readonly inBackground: (task: () => Promise<unknown>, ids: RequestIds) => void;
}

/**
 * Signs users in. An address that nobody has costs what a wrong password costs, and is answered in the same
 * words.
 * Throws UNAUTHORIZED, RATE_LIMITED; with the right password, FORBIDDEN for those who may not come in;
 * UNAVAILABLE.
 */
export function createSignIn(dependencies: Dependencies) {
  const { accounts, failures, passwords, tokens, hashEmail, handle, accept, facts, clock } = dependencies;
  const records = createSignInRecords(dependencies);
  // One guess at a time, so that many at once do not all pass before the first is counted.
  const inOrder = oneAtATime(clock);

  /**
   * The account, once the password has proved to be right. Takes the same steps for an address nobody has.
   */
  async function prove({ password }: Credentials, emailHash: string, ids: RequestIds): Promise<Account> {
    const found = await accounts.byEmail(emailHash);
    const account = found?.status === 'active' ? found : null;
    const until = await failures.lockedUntil(emailHash);
    if (until) {
      if (account) records.lockedOut(account, ids, until);
      throw lockedOut(until, clock);
    }
    const matches = await passwords.verify(account?.passwordHash ?? null, password);
    if (!account || !matches) {
      await failures.add(emailHash);
      if (account) records.wrongPassword(account, ids);
      throw new DomainError('UNAUTHORIZED', 'the e-mail address or the password is wrong');
    }
    await failures.clear(emailHash);
    return account;
  }

  async function open(account: Account, organizationId: string, ids: RequestIds): Promise<SignedIn> {
    const { userId } = account;
    const { isActive, role } = await standingOf(facts, userId, organizationId);
    if (!isActive) {
      await records.deactivated(account, ids);
      throw new DomainError('FORBIDDEN', 'the account is deactivated');
    }
    if (!role) throw new DomainError('FORBIDDEN', 'you are not a member of this organization');
    const tokenId = v7();
    const accessToken = await tokens.issue({ userId, organizationId }, tokenId);
    await records.succeeded({ userId, organizationId }, ids, tokenId);
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: accessTokenLifetime,
      userId,
      organizationId,
      role,
    };
  }

  const proven = (credentials: Credentials, ids: RequestIds): Promise<Account> => {
    const emailHash = hashEmail(credentials.email);
    return inOrder(emailHash, () => prove(credentials, emailHash, ids));
  };

  /** The organization to sign in to. Throws FORBIDDEN where the invitation is not for this user. */
  async function chosen({ invitationToken, organizationId }: Credentials, account: Account, ids: RequestIds) {
    if (invitationToken === undefined) return organizationId ?? account.organizationId;
    return (await accept(invitationToken, account.userId, ids)).organizationId;
  }

  return {
    async signIn(credentials: Credentials, ids: RequestIds): Promise<SignedIn> {
      const account = await proven(credentials, ids);
      return open(account, await chosen(credentials, account, ids), ids);
    },
    /** Signs in to an account that its owner has deactivated, and makes it active again. */
    async reactivate(credentials: Credentials, ids: RequestIds): Promise<SignedIn> {
      const account = await proven(credentials, ids);
      const { userId, organizationId } = account;
      const context = processContext('reactivation', organizationId, ids);
      await handle(reactivateUser, { userId }, context, { commandId: v7() });
      return open(account, await chosen(credentials, account, ids), ids);
    },
  };
}
