import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Pool } from 'pg';
import { removeMember } from '../../src/commands/organization/remove-member.ts';
import { deactivateUser } from '../../src/commands/user/deactivate-user.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  contextOf,
  eventsOf,
  foundSystem,
  goodPassword,
  ids,
  issuer,
  newEmail,
  newSlug,
  registrationOf,
  startSystem,
  type TestProcess,
  type TestSystem,
} from './identity-fixture.ts';

const wrong = { code: 'UNAUTHORIZED', message: 'the e-mail address or the password is wrong', details: [] };

let system: TestSystem;
let process: TestProcess;

beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  await system.empty();
  process = await system.start();
});
afterAll(() => system.stop());

const signIn = (email: string, password = goodPassword) => process.identity.signIn({ email, password }, ids);
const security = async (userId: string) => {
  await process.identity.settled();
  return (await eventsOf(system.log, `userSecurity-${userId}`)).map(({ data }) => data);
};

test('answers a signed token for the organization, and records it', async () => {
  const { founder, userId, organizationId } = await foundSystem(process);
  const session = await signIn(founder.email.toUpperCase().toLowerCase());
  const [recorded] = await system.log.readStream(`userSecurity-${userId}`);
  expect(recorded).toMatchObject({ type: 'SignInSucceeded', meta: { actor: { type: 'user', id: userId } } });
  expect(session).toMatchObject({
    tokenType: 'Bearer',
    expiresIn: 900,
    userId,
    organizationId,
    role: 'owner',
  });
  expect(decodeProtectedHeader(session.accessToken)).toEqual({
    alg: 'RS256',
    typ: 'at+jwt',
    kid: expect.any(String),
  });
  const { iat = 0, ...claims } = decodeJwt(session.accessToken);
  expect(claims).toEqual({
    iss: issuer,
    aud: 'product-outcomes',
    sub: userId,
    org: organizationId,
    exp: iat + 900,
    jti: expect.any(String),
  });
  expect(await security(userId)).toEqual([{ userId, method: 'password' }]);
});

test('takes a password in any Unicode form', async () => {
  const password = 'ﬁve brown foxes é';
  const { founder, userId } = await foundSystem(process, { password });
  await expect(signIn(founder.email, password.normalize('NFD'))).resolves.toMatchObject({ userId });
});

test('answers a wrong password and an unknown address in the same words', async () => {
  const { founder, userId } = await foundSystem(process);
  await expect(signIn(founder.email, 'not the password')).rejects.toMatchObject(wrong);
  await expect(signIn(newEmail())).rejects.toMatchObject(wrong);
  expect(await security(userId)).toEqual([{ userId, method: 'password', reason: 'wrongPassword' }]);
});

test('does the same work for a wrong password and an unknown address', async () => {
  const statements: string[] = [];
  const watched = await system.start({
    pool: (pool: Pool): Pool =>
      new Proxy(pool, {
        get(target, name) {
          if (name !== 'query') return Reflect.get(target, name, target);
          return (text: string, values?: unknown[]) => {
            statements.push(text);
            return target.query(text, values);
          };
        },
      }),
  });
  const { founder } = await foundSystem(watched);
  const attempt = async (email: string) => {
    statements.length = 0;
    const startedAt = performance.now();
    await expect(watched.identity.signIn({ email, password: 'not the password' }, ids)).rejects.toMatchObject(
      wrong,
    );
    return { ms: performance.now() - startedAt, did: [...statements] };
  };
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let i = 0; i < 8; i++) {
    const known = await attempt(founder.email);
    const unknown = await attempt(newEmail());
    expect(unknown.did).toEqual(known.did);
    times.known.push(known.ms);
    times.unknown.push(unknown.ms);
  }
  const fastest = { known: Math.min(...times.known), unknown: Math.min(...times.unknown) };
  // Without a hash to verify, an unknown address would be answered ten times as fast.
  expect(fastest.unknown / fastest.known).toBeGreaterThan(0.3);
});

describe('ten failures within fifteen minutes', () => {
  const failTenTimes = async (email: string) => {
    for (let i = 0; i < 10; i++) await expect(signIn(email, 'not the password')).rejects.toMatchObject(wrong);
  };

  test('lock the address out, also for the right password and in every process', async () => {
    const { founder, userId } = await foundSystem(process);
    await failTenTimes(founder.email);
    process = await system.start();
    const limited = { code: 'RATE_LIMITED', details: [{ retryAfterSeconds: expect.any(Number) }] };
    await expect(signIn(founder.email)).rejects.toMatchObject(limited);
    await expect(signIn(founder.email)).rejects.toMatchObject(limited);
    const reasons = (await security(userId)).map((data) => (data as { reason: string }).reason);
    expect(reasons.sort()).toEqual(['lockedOut', ...Array(10).fill('wrongPassword')]);

    const error: unknown = await signIn(founder.email).catch((refusal: unknown) => refusal);
    const { retryAfterSeconds } = (error as { details: { retryAfterSeconds: number }[] }).details[0] ?? {
      retryAfterSeconds: 0,
    };
    expect(retryAfterSeconds).toBeGreaterThan(880);
    expect(retryAfterSeconds).toBeLessThanOrEqual(900);
    system.clock.advance(retryAfterSeconds * 1000);
    await expect(signIn(founder.email)).resolves.toMatchObject({ userId });
  });

  test('lock out an address that nobody has just the same', async () => {
    const email = newEmail();
    await failTenTimes(email);
    await expect(signIn(email)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('are counted though they come at once', async () => {
    const { founder } = await foundSystem(process);
    const guesses = Array.from({ length: 30 }, () => signIn(founder.email, 'not the password'));
    const answers = await Promise.allSettled(guesses);
    const codes = answers.map((answer) => answer.status === 'rejected' && answer.reason.code);
    expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(20);
  });

  test('are forgotten with a success, and in time leave the table', async () => {
    const { founder } = await foundSystem(process);
    for (let i = 0; i < 9; i++) await expect(signIn(founder.email, 'wrong')).rejects.toMatchObject(wrong);
    await signIn(founder.email);
    await expect(signIn(founder.email, 'wrong')).rejects.toMatchObject(wrong);
    await expect(signIn(founder.email)).resolves.toBeDefined();

    await expect(signIn(newEmail())).rejects.toMatchObject(wrong);
    system.clock.advance(15 * 60 * 1000 + 1);
    const last = newEmail();
    await expect(signIn(last)).rejects.toMatchObject(wrong);
    const { rows } = await system.pool.query('SELECT email_hash FROM identity.sign_in_failures');
    expect(rows).toEqual([{ email_hash: process.identity.hashEmail(last) }]);
  });
});

describe('those who may not come in are told so, once the password is right', () => {
  test('a deactivated user', async () => {
    const { founder, userId, principal } = await foundSystem(process);
    await process.handle(deactivateUser, { userId }, contextOf(principal), { commandId: randomUUID() });
    await expect(signIn(founder.email)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'the account is deactivated',
    });
    expect(await security(userId)).toEqual([{ userId, method: 'password', reason: 'deactivated' }]);
    await expect(signIn(founder.email, 'wrong')).rejects.toMatchObject(wrong);
  });

  test('who reactivates the account with the password', async () => {
    const { founder, userId, principal } = await foundSystem(process);
    await process.handle(deactivateUser, { userId }, contextOf(principal), { commandId: randomUUID() });
    const { email, password } = founder;
    const { identity } = process;
    await expect(identity.reactivate({ email, password: 'wrong' }, ids)).rejects.toMatchObject(wrong);
    await expect(identity.reactivate({ email, password }, ids)).resolves.toMatchObject({ userId });
    await expect(signIn(email)).resolves.toMatchObject({ userId });
  });

  test('a removed member, until an invitation lets them in again', async () => {
    const { set, ask, principal } = await foundSystem(process);
    await set({ registration: 'open' });
    const joined = registrationOf();
    const { userId } = await process.identity.register(joined, ids);
    await ask(removeMember, { userId });
    const stranger = { code: 'FORBIDDEN', message: 'you are not a member of this organization' };
    await expect(signIn(joined.email)).rejects.toMatchObject(stranger);
    const { email, password } = joined;
    const invitation = { email, role: 'viewer' } as const;
    const { invitationToken } = await process.identity.invite(invitation, principal, ids);
    const credentials = { email, password, invitationToken };
    await expect(process.identity.signIn({ ...credentials, password: 'wrong' }, ids)).rejects.toMatchObject(
      wrong,
    );
    await expect(process.identity.signIn(credentials, ids)).resolves.toMatchObject({
      userId,
      role: 'viewer',
    });
    await expect(signIn(joined.email)).resolves.toMatchObject({ userId });
  });

  test('but a member of several organizations chooses one', async () => {
    const { founder, principal, userId, organizationId } = await foundSystem(process);
    const { identity } = process;
    const organization = { name: 'Two', slug: newSlug() };
    const { streamId } = await identity.foundOrganization(organization, principal, ids);
    const { email, password } = founder;
    await expect(identity.signIn({ email, password, organizationId: streamId }, ids)).resolves.toMatchObject({
      organizationId: streamId,
      userId,
      role: 'owner',
    });
    await expect(signIn(email)).resolves.toMatchObject({ organizationId });
  });
});

test('a registration that is not finished is nobody', async () => {
  const email = newEmail();
  const dead = await system.start({ handle: () => () => Promise.reject(new Error('killed')) });
  const registration = registrationOf({ email, organization: { name: 'Acme', slug: newSlug() } });
  await expect(dead.identity.register(registration, ids)).rejects.toThrow('killed');
  await expect(signIn(email)).rejects.toMatchObject(wrong);
});

test('what cannot be recorded after the answer is reported', async () => {
  const { founder } = await foundSystem(process);
  const lost = await system.start({ handle: () => () => Promise.reject(new Error('no log')) });
  await expect(lost.identity.signIn({ email: founder.email, password: 'wrong' }, ids)).rejects.toMatchObject(
    wrong,
  );
  await waitUntil(() => lost.errors.length > 0);
  expect(lost.errors).toEqual([new Error('no log')]);
  await expect(lost.identity.signIn({ email: founder.email, password: goodPassword }, ids)).rejects.toThrow(
    'no log',
  );
});
