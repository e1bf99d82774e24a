import { NIL, v7 } from 'uuid';
import { emailAddressStream } from '../commands/email-address/email-address.stream.ts';
import type { LogPosition } from '../core/define-events.ts';
import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { oneAtATime } from '../runtime/commands/one-at-a-time.ts';
import type { Account, Accounts } from './accounts.ts';
import { type Admission, createAdmissions, notAdmitted, taken } from './admission.ts';
import type { InvitationTokens } from './invitation-tokens.ts';
import type { Facts } from './on-facts.ts';
import type { Passwords } from './passwords.ts';
import { createRegisterSteps } from './register-steps.ts';
import type { Registration } from './registration.ts';
import { createRegistrationReplay } from './registration-replay.ts';
import type { SignInFailures } from './sign-in-failures.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly failures: SignInFailures;
  readonly passwords: Passwords;
  readonly invitations: InvitationTokens;
  readonly hashEmail: (email: string) => string;
  readonly hashRegistration: (text: string) => string;
  readonly handle: HandleCommand;
  readonly facts: Facts;
  readonly clock: Clock;
}

export interface Registered {
  readonly userId: string;
  readonly organizationId: string;
  /** Where the log stands afterwards; null where an earlier attempt had done the last step. */
  readonly position: LogPosition | null;
  /** Whether this is the answer to an earlier request with the same Idempotency-Key. */
  readonly replayed: boolean;
}

/** A first registration that was not finished keeps everybody else from founding the system for this long. */
const foundingPatienceMs = 10 * 60 * 1000;

/**
 * Registers users: a process over several streams and the table of accounts. The account is reserved first
 * and made usable last; a registration that broke off anywhere is finished by registering again.
 */
export function createRegister(dependencies: Dependencies) {
  const { accounts, passwords, hashEmail, facts, clock } = dependencies;
  const admissionOf = createAdmissions(dependencies);
  const steps = createRegisterSteps(dependencies);
  const replay = createRegistrationReplay(dependencies);
  const inOrder = oneAtATime(clock);

  /**
   * The user who has claimed the address; null for a new one. Throws CONFLICT for somebody else's, and for
   * that of an imported user without an invitation.
   */
  async function claimantOf(emailHash: string, earlier: Account | null, invited: boolean) {
    const claim = await facts(NIL, 0).state(emailAddressStream, emailHash);
    if (!claim?.userId) return null;
    const ownClaim = earlier?.userId === claim.userId && earlier.invitationId === null;
    if (!ownClaim && !invited) throw taken();
    return claim.userId;
  }

  async function attempt(
    registration: Registration,
    emailHash: string,
    ids: RequestIds,
    proof: Pick<Account, 'registrationKey' | 'registrationBody'>,
  ): Promise<Registered> {
    const earlier = await accounts.byEmail(emailHash);
    const first = await replay.answer(earlier, proof, registration.password);
    if (first) {
      const position = await steps.positionOf(first, firstAdmission(registration, first), ids);
      return { userId: first.userId, organizationId: first.organizationId, position, replayed: true };
    }

    await accounts.releaseStaleFounding(new Date(Date.parse(clock.now()) - foundingPatienceMs).toISOString());
    const admission = await admissionOf(registration, emailHash, earlier);
    if (earlier?.status === 'active') throw taken();
    const invited = admission.via === 'invitation';
    const claimant = await claimantOf(emailHash, earlier, invited);
    const wanted = {
      userId: claimant ?? v7(),
      userIdIsClaimed: claimant !== null,
      emailHash,
      passwordHash: await passwords.hash(registration.password),
      organizationId: admission.organizationId,
      founder: admission.via === 'founder',
      invitationId: invited ? admission.invitationId : null,
      ...proof,
    };
    const account = await accounts.reserve(wanted, clock.now());
    if (account === 'founded') throw notAdmitted();
    if (account === 'taken') throw taken();
    const { userId, organizationId } = account;

    const taking = steps.take(registration, account, { ...admission, organizationId }, ids);
    const last = await taking.catch(async (error: unknown) => {
      const refused = error instanceof DomainError && error.code !== 'UNAVAILABLE';
      if (refused) await accounts.releaseFounding(account);
      throw error;
    });
    if (!(await accounts.activate(account))) throw taken();
    return { userId, organizationId, position: last?.position ?? null, replayed: false };
  }

  /**
   * Throws VALIDATION_FAILED, FORBIDDEN, CONFLICT (the address or the slug is taken), IDEMPOTENCY_KEY_REUSED,
   * UNAVAILABLE.
   */
  return async (
    registration: Registration,
    ids: RequestIds,
    idempotencyKey?: string,
  ): Promise<Registered> => {
    const emailHash = hashEmail(registration.email);
    const proof = replay.proofOf(registration, idempotencyKey);
    return inOrder(emailHash, () => attempt(registration, emailHash, ids, proof));
  };
}

/** How an account that is in use came in. */
function firstAdmission(
  { organization }: Registration,
  { founder, organizationId, invitationId }: Account,
): Admission {
  if (founder && typeof organization === 'object') return { via: 'founder', organizationId, ...organization };
  if (invitationId !== null) return { via: 'invitation', organizationId, invitationId };
  return { via: 'registration', organizationId };
}
