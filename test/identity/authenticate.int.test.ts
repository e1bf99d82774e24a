import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { changeMemberRole } from '../../src/commands/organization/change-member-role.ts';
import { removeMember } from '../../src/commands/organization/remove-member.ts';
import { deactivateUser } from '../../src/commands/user/deactivate-user.ts';
import type { EventLog } from '../../src/core/ports.ts';
import {
  contextOf,
  foundSystem,
  ids,
  issuer,
  registrationOf,
  startSystem,
  type TestProcess,
  type TestSystem,
} from './identity-fixture.ts';

const invalid = { code: 'UNAUTHORIZED', message: 'the access token is not valid', details: [] };
const noLonger = { code: 'UNAUTHORIZED', message: 'the access token is no longer valid; sign in again' };

let system: TestSystem;
let process: TestProcess;
let member: Awaited<ReturnType<typeof signedInMember>>;

async function signedInMember() {
  const { set, ask, principal, organizationId } = await foundSystem(process);
  await set({ registration: 'open' });
  const { email, password } = registrationOf();
  const { userId } = await process.identity.register(registrationOf({ email, password }), ids);
  const { accessToken } = await process.identity.signIn({ email, password }, ids);
  return { ask, principal, organizationId, userId, accessToken };
}

beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  await system.empty();
  process = await system.start();
  member = await signedInMember();
});
afterAll(() => system.stop());

test('a token stands for its user, organization and role, in every process', async () => {
  const { organizationId, userId, accessToken } = member;
  const principal = { actor: { type: 'user', id: userId }, organizationId, role: 'member' };
  expect(await process.identity.authenticate(accessToken)).toEqual(principal);
  const other = await system.start();
  expect(await other.identity.authenticate(accessToken)).toEqual(principal);
});

describe('what is forged is refused:', () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = (): JWTPayload => ({
    iss: issuer,
    aud: 'product-outcomes',
    sub: member.userId,
    org: member.organizationId,
    iat: now,
    exp: now + 900,
    jti: randomUUID(),
  });
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const firstKey = async () => {
    const [key] = (await process.identity.jwks()).keys;
    if (!key) throw new Error('there is no key');
    return key;
  };
  const refused = async (token: string) =>
    expect(process.identity.authenticate(token)).rejects.toMatchObject(invalid);

  test('an unsigned token (alg none)', async () => {
    const { kid } = await firstKey();
    for (const alg of ['none', 'None', 'NONE']) {
      await refused(`${part({ alg, typ: 'at+jwt', kid })}.${part(claims())}.`);
    }
  });

  test('one signed with the public key as an HMAC secret', async () => {
    const jwk = await firstKey();
    const publicKey = await importJWK(jwk, 'RS256', { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error('not a public key');
    const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })}.${part(claims())}`;
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk), jwk.n]) {
      await refused(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
    }
  });

  test('one signed with another key, under our key id, an unknown one, its own, or none', async () => {
    const { kid } = await firstKey();
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const header of [{ kid }, { kid: 'unknown' }, { jwk }, { kid: "' OR true --" }, {}]) {
      const token = new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', ...header });
      await refused(await token.sign(privateKey));
    }
  });

  test('one whose payload was changed', async () => {
    const [header, , signature] = member.accessToken.split('.');
    await refused([header, part({ ...claims(), sub: randomUUID() }), signature].join('.'));
  });

  test('what is no token at all', async () => {
    for (const token of ['', 'x', 'a.b.c', '..', `${member.accessToken}x`, 'a'.repeat(100_000)]) {
      await refused(token);
    }
  });
});

test('tokens of another issuer or audience under the same key are refused', async () => {
  const { organizationId, userId, accessToken } = member;
  const forIssuer = await system.start({ issuer: 'http://elsewhere.test' });
  const forAudience = await system.start({ audience: 'another product' });
  for (const { identity } of [forIssuer, forAudience]) {
    await expect(identity.authenticate(accessToken)).rejects.toMatchObject(invalid);
  }
  expect(await process.identity.authenticate(accessToken)).toMatchObject({
    organizationId,
    actor: { id: userId },
  });
});

test('a token expires after fifteen minutes, known or not', async () => {
  const { accessToken } = member;
  await process.identity.authenticate(accessToken);
  system.clock.advance(14 * 60_000);
  await process.identity.authenticate(accessToken);
  system.clock.advance(60_000);
  const expired = { code: 'TOKEN_EXPIRED', message: 'the access token has expired' };
  await expect(process.identity.authenticate(accessToken)).rejects.toMatchObject(expired);
  const other = await system.start();
  await expect(other.identity.authenticate(accessToken)).rejects.toMatchObject(expired);
});

describe('within a second, in every process,', () => {
  let other: TestProcess;
  beforeEach(async () => {
    other = await system.start();
    await other.identity.authenticate(member.accessToken);
  });
  const inBoth = async (check: (process: TestProcess) => Promise<unknown>) => {
    await check(process);
    system.clock.advance(1000);
    await check(other);
  };

  test('a removed member is out', async () => {
    await member.ask(removeMember, { userId: member.userId });
    await inBoth(({ identity }) =>
      expect(identity.authenticate(member.accessToken)).rejects.toMatchObject(noLonger),
    );
  });

  test('a changed role is in force', async () => {
    await member.ask(changeMemberRole, { userId: member.userId, role: 'auditor' });
    await inBoth(async ({ identity }) =>
      expect(await identity.authenticate(member.accessToken)).toMatchObject({ role: 'auditor' }),
    );
  });

  test('a deactivated user is out', async () => {
    const self = await process.identity.authenticate(member.accessToken);
    const { userId } = member;
    await process.handle(deactivateUser, { userId }, contextOf(self), { commandId: randomUUID() });
    await inBoth(({ identity }) =>
      expect(identity.authenticate(member.accessToken)).rejects.toMatchObject(noLonger),
    );
  });
});

test('somebody who just joined elsewhere is let in at once', async () => {
  const other = await system.start();
  await other.identity.authenticate(member.accessToken);
  const { email, password } = registrationOf();
  await process.identity.register(registrationOf({ email, password }), ids);
  const { accessToken } = await other.identity.signIn({ email, password }, ids);
  await expect(process.identity.authenticate(accessToken)).resolves.toMatchObject({ role: 'member' });
});

test('a token and states that were just seen need neither the log nor the database', async () => {
  let reads = 0;
  let queries = 0;
  const watched = await system.start({
    log: (log: EventLog) => ({
      ...log,
      readStream: (...call) => {
        reads++;
        return log.readStream(...call);
      },
    }),
    pool: (pool) =>
      new Proxy(pool, {
        get(target, name) {
          if (name === 'query') queries++;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
  });
  const { identity } = watched;
  await identity.authenticate(member.accessToken);
  reads = 0;
  queries = 0;
  const startedAt = performance.now();
  for (let i = 0; i < 1000; i++) await identity.authenticate(member.accessToken);
  const elapsed = performance.now() - startedAt;
  expect(queries).toBe(0);
  expect(reads).toBeLessThanOrEqual(2 * Math.ceil(elapsed / 1000));
});
