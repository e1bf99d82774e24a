import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  importPKCS8,
} from 'jose';
import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../core/ports.ts';
import { createDatabase } from './database.ts';
import { deriveKey } from './derive-key.ts';

export const signatureAlgorithm = 'RS256';

/** Any number, the same in every process: one makes the first key, the others wait and take it. */
const keyCreationLock = 5_118_204;
/** An unknown key id asks the database at most this often. */
const reloadAfterMs = 5_000;

/** A public RSA key as a JWK (RFC 7517, RFC 7518). */
export interface PublicKey {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly alg: typeof signatureAlgorithm;
  readonly use: 'sig';
}

export interface SigningKeys {
  /** The key that signs now. */
  current(): { readonly kid: string; readonly privateKey: CryptoKey };
  /** Public key by id; null for one that nobody made. */
  publicKey(kid: string): Promise<CryptoKey | null>;
  /** All public keys that a valid token may be signed with. */
  jwks(): Promise<{ keys: PublicKey[] }>;
}

interface StoredKey {
  readonly kid: string;
  readonly public_jwk: PublicKey;
  readonly private_jwe: string;
}

/**
 * Loads the signing keys, and makes the first one where there is none, whichever process comes first.
 * @throws Error when the keys were encrypted under another secret.
 */
export async function createSigningKeys(pool: Pool, secret: string, clock: Clock): Promise<SigningKeys> {
  const database = createDatabase(pool);
  const wrappingKey = deriveKey(secret, 'signing-keys');
  const newest = await newestKey(pool, wrappingKey, clock);
  const current = { kid: newest.kid, privateKey: await unwrap(newest, wrappingKey) };

  let publicKeys = new Map<string, { jwk: PublicKey; key: CryptoKey }>();
  let loadedAt = Number.NEGATIVE_INFINITY;

  async function load(): Promise<void> {
    loadedAt = clock.elapsed();
    const { rows } = await database.query<StoredKey>(
      'SELECT kid, public_jwk FROM identity.signing_keys ORDER BY created_at',
    );
    const entries = rows.map(async ({ kid, public_jwk: jwk }) => {
      const key = await importJWK(jwk, signatureAlgorithm);
      if (key instanceof Uint8Array) throw new Error(`signing key ${kid} is not a public key`);
      return [kid, { jwk, key }] as const;
    });
    publicKeys = new Map(await Promise.all(entries));
  }
  await load();

  return {
    current: () => current,
    async publicKey(kid) {
      // Another process may have made it meanwhile.
      if (!publicKeys.has(kid) && clock.elapsed() - loadedAt > reloadAfterMs) await load();
      return publicKeys.get(kid)?.key ?? null;
    },
    async jwks() {
      if (clock.elapsed() - loadedAt > reloadAfterMs) await load();
      return { keys: [...publicKeys.values()].map(({ jwk }) => jwk) };
    },
  };
}

async function newestKey(pool: Pool, wrappingKey: Buffer, clock: Clock): Promise<StoredKey> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [keyCreationLock]);
    const { rows } = await client.query<StoredKey>(
      `SELECT kid, public_jwk, private_jwe FROM identity.signing_keys
       WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    );
    const key = rows[0] ?? (await makeKey(client, wrappingKey, clock));
    await client.query('COMMIT');
    return key;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function makeKey(client: PoolClient, wrappingKey: Buffer, clock: Clock): Promise<StoredKey> {
  const pair = await generateKeyPair(signatureAlgorithm, { modulusLength: 2048, extractable: true });
  const parameters = await exportJWK(pair.publicKey);
  const { n = '', e = '' } = parameters;
  const kid = await calculateJwkThumbprint(parameters);
  const jwk: PublicKey = { kty: 'RSA', n, e, kid, alg: signatureAlgorithm, use: 'sig' };
  const jwe = await new CompactEncrypt(Buffer.from(await exportPKCS8(pair.privateKey)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
    .encrypt(wrappingKey);
  await client.query(
    'INSERT INTO identity.signing_keys (kid, public_jwk, private_jwe, created_at) VALUES ($1, $2, $3, $4)',
    [kid, JSON.stringify(jwk), jwe, clock.now()],
  );
  return { kid, public_jwk: jwk, private_jwe: jwe };
}

async function unwrap({ kid, private_jwe }: StoredKey, wrappingKey: Buffer): Promise<CryptoKey> {
  const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(private_jwe, wrappingKey, algorithms);
    if (protectedHeader.kid !== kid) throw new Error('it belongs to another key');
    return await importPKCS8(Buffer.from(plaintext).toString(), signatureAlgorithm);
  } catch (error) {
    throw new Error(`signing key ${kid} cannot be decrypted: was the secret changed?`, { cause: error });
  }
}
