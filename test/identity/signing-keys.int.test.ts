import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createSigningKeys } from '../../src/identity/signing-keys.ts';
import { secret, startSystem, type TestSystem } from './identity-fixture.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterEach(async () => {
  await system.pool.query('TRUNCATE identity.signing_keys');
});
afterAll(() => system.stop());

test('of several processes that start at once one makes the key, and all use it', async () => {
  const started = await Promise.all(
    Array.from({ length: 5 }, () => createSigningKeys(system.pool, secret, system.clock)),
  );
  const { rows } = await system.pool.query('SELECT kid FROM identity.signing_keys');
  expect(rows).toHaveLength(1);
  for (const keys of started) {
    expect(keys.current().kid).toBe(rows[0].kid);
    expect(await keys.publicKey(rows[0].kid)).not.toBeNull();
  }
});

test('the public part is published, the private part is never readable', async () => {
  const keys = await createSigningKeys(system.pool, secret, system.clock);
  const published = await keys.jwks();
  const { kid } = keys.current();
  expect(published).toEqual({
    keys: [{ kty: 'RSA', n: expect.any(String), e: 'AQAB', kid, alg: 'RS256', use: 'sig' }],
  });
  const { rows } = await system.pool.query('SELECT * FROM identity.signing_keys');
  const stored = JSON.stringify(rows);
  for (const trace of ['PRIVATE KEY', Buffer.from('PRIVATE KEY').toString('base64'), '"d":']) {
    expect(stored).not.toContain(trace);
  }
});

test('another secret does not open it', async () => {
  await createSigningKeys(system.pool, secret, system.clock);
  await expect(createSigningKeys(system.pool, 'another secret of the tests', system.clock)).rejects.toThrow(
    'cannot be decrypted: was the secret changed?',
  );
});

test('a private key that was put under another id is refused', async () => {
  await createSigningKeys(system.pool, secret, system.clock);
  await system.pool.query("UPDATE identity.signing_keys SET kid = 'another'");
  await expect(createSigningKeys(system.pool, secret, system.clock)).rejects.toThrow('cannot be decrypted');
});

test('a key that another process makes later is found, and asked for now and then only', async () => {
  const keys = await createSigningKeys(system.pool, secret, system.clock);
  const { kid } = keys.current();
  await system.pool.query('TRUNCATE identity.signing_keys');
  const later = await createSigningKeys(system.pool, secret, system.clock);
  const { kid: newKid } = later.current();
  expect(newKid).not.toBe(kid);
  expect(await keys.publicKey(newKid)).toBeNull();
  system.clock.advance(5001);
  expect(await keys.publicKey(newKid)).not.toBeNull();
});
