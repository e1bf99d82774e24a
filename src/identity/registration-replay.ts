import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { Account } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import type { Registration } from './registration.ts';
import { lockedOut, type SignInFailures } from './sign-in-failures.ts';

type Proof = Pick<Account, 'registrationKey' | 'registrationBody'>;

interface Dependencies {
  readonly failures: SignInFailures;
  readonly passwords: Passwords;
  readonly hashRegistration: (text: string) => string;
  readonly clock: Clock;
}

/**
 * Answers a registration that was sent again with its Idempotency-Key as the first time. Keys are per
 * address.
 */
export function createRegistrationReplay({ failures, passwords, hashRegistration, clock }: Dependencies) {
  return {
    /** What tells a repeated registration from another one: no secret, and nothing that can be read. */
    proofOf({ password: _, ...rest }: Registration, idempotencyKey: string | undefined): Proof {
      if (idempotencyKey === undefined) return { registrationKey: null, registrationBody: null };
      return {
        registrationKey: hashRegistration(`key ${idempotencyKey}`),
        registrationBody: hashRegistration(`body ${JSON.stringify(rest)}`),
      };
    },

    /**
     * The account that the first request made; null where there is nothing to repeat. Throws IDEMPOTENCY_KEY_REUSED for another body, RATE_LIMITED.
     */
    async answer(account: Account | null, proof: Proof, password: string): Promise<Account | null> {
      const { registrationKey: key } = proof;
      if (account?.status !== 'active' || key === null || account.registrationKey !== key) return null;
      const { emailHash, passwordHash } = account;
      // The password is part of the body, and nobody may guess it here either.
      const until = await failures.lockedUntil(emailHash);
      if (until) throw lockedOut(until, clock);
      const matches = await passwords.verify(passwordHash, password);
      if (!matches) await failures.add(emailHash);
      if (!matches || account.registrationBody !== proof.registrationBody) {
        throw new DomainError(
          'IDEMPOTENCY_KEY_REUSED',
          'this Idempotency-Key was used with another request body',
        );
      }
      return account;
    },
  };
}
