import type { Pool } from 'pg';
import type { Clock } from '../core/ports.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createAccounts } from './accounts.ts';
import { createAuthenticate } from './authenticate.ts';
import { createDatabase } from './database.ts';
import { createFoundOrganization } from './found-organization.ts';
import { createInvitationTokens } from './invitation-tokens.ts';
import { createInvitations } from './invitations.ts';
import { createEmailHash, createKeyedHash } from './keyed-hash.ts';
import type { Facts } from './on-facts.ts';
import { createPasswords } from './passwords.ts';
import { createProfile } from './profile.ts';
import { createRegister } from './register.ts';
import { createSignIn } from './sign-in.ts';
import { createSignInFailures } from './sign-in-failures.ts';
import { createSigningKeys, type PublicKey } from './signing-keys.ts';

interface IdentityOptions {
  /** Database with the schema `identity`. */
  readonly pool: Pool;
  readonly handle: HandleCommand;
  /** States of streams, at most a second old. */
  readonly facts: Facts;
  readonly clock: Clock;
  /** Keys are derived from it: with another one nobody can sign in any more. */
  readonly secret: string;
  /** Address of the API, `iss` of its tokens. */
  readonly issuer: string;
  /** `aud` of the tokens. */
  readonly audience?: string;
  /** Told of what failed after the answer was given. */
  readonly onError: (error: unknown, ids: RequestIds) => void;
}

/** Credentials, tokens and who may come in. */
export interface Identity extends ReturnType<typeof createInvitations>, ReturnType<typeof createSignIn> {
  readonly register: ReturnType<typeof createRegister>;
  readonly authenticate: ReturnType<typeof createAuthenticate>;
  readonly profile: ReturnType<typeof createProfile>;
  readonly foundOrganization: ReturnType<typeof createFoundOrganization>;
  /** Public keys, for whoever verifies tokens (RFC 7517). */
  jwks(): Promise<{ keys: PublicKey[] }>;
  /** Keyed hash of a normalised address, as `EmailAddressClaimed` and `MemberInvited` have it. */
  hashEmail(email: string): string;
  /** Resolves when nothing that an answer did not wait for is running any more. */
  settled(): Promise<void>;
}

const mostInBackground = 1000;

/** Builds the identity service; makes the first signing key. @throws Error when the secret was changed. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { pool, handle, facts, clock, secret, issuer, audience = 'product-outcomes', onError } = options;
  const keys = await createSigningKeys(pool, secret, clock);
  const background = new Set<Promise<unknown>>();
  const database = createDatabase(pool);
  const shared = {
    accounts: createAccounts(database),
    failures: createSignInFailures(database, clock),
    passwords: await createPasswords(),
    hashEmail: createEmailHash(secret),
    hashRegistration: createKeyedHash(secret, 'registration'),
    handle,
    facts,
    clock,
  };
  const tokens = createAccessTokens(keys, clock, { issuer, audience });
  const invitationTokens = createInvitationTokens(secret);
  const invitations = createInvitations({ ...shared, tokens: invitationTokens });

  function inBackground(task: () => Promise<unknown>, ids: RequestIds): void {
    if (background.size >= mostInBackground) {
      onError(new Error('too much is left to be recorded'), ids);
      return;
    }
    const running = task()
      .catch((error) => onError(error, ids))
      .finally(() => background.delete(running));
    background.add(running);
  }

  return {
    ...invitations,
    ...createSignIn({ ...shared, tokens, inBackground, accept: invitations.accept }),
    register: createRegister({ ...shared, invitations: invitationTokens }),
    authenticate: createAuthenticate({ tokens, facts }),
    profile: createProfile(facts),
    foundOrganization: createFoundOrganization({ handle, facts }),
    jwks: keys.jwks,
    hashEmail: shared.hashEmail,
    async settled() {
      await Promise.all(background);
    },
  };
}
