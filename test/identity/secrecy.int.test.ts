import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  foundSystem,
  goodPassword,
  ids,
  newEmail,
  registrationOf,
  startSystem,
  type TestSystem,
} from './identity-fixture.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const everyRow = async () => {
  const tables = ['accounts', 'signing_keys', 'sign_in_failures'];
  const read = tables.map((table) => system.pool.query(`SELECT * FROM identity.${table}`));
  return JSON.stringify((await Promise.all(read)).map(({ rows }) => rows));
};

test('no secret is in events, tables or errors, and an address only where a user registers', async () => {
  const process = await system.start();
  const { identity } = process;
  const { founder, organizationId, userId, principal } = await foundSystem(process);
  const email = newEmail();
  const { invitationToken } = await identity.invite({ email, role: 'member' }, principal, ids);
  const joined = await identity.register(registrationOf({ email, invitationToken }), ids);
  const { accessToken } = await identity.signIn({ email, password: goodPassword }, ids);

  const refusals = await Promise.allSettled([
    identity.register(registrationOf({ email }), ids),
    identity.signIn({ email, password: 'wrong password 42' }, ids),
    identity.authenticate(`${accessToken}x`),
    identity.register(registrationOf({ invitationToken }), ids),
  ]);
  await identity.settled();
  expect(refusals.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  const errors = refusals.map((refusal) => inspect(refusal, { depth: null }));

  const ownStreams = [`user-${userId}`, `user-${joined.userId}`];
  const others = [
    `organization-${organizationId}`,
    `emailAddress-${identity.hashEmail(email)}`,
    `emailAddress-${identity.hashEmail(founder.email)}`,
    `userSecurity-${userId}`,
    `userSecurity-${joined.userId}`,
  ];
  const read = async (streams: string[]) => {
    const events = await Promise.all(streams.map((stream) => system.log.readStream(stream)));
    expect(events.filter((stream) => stream.length > 0).length).toBeGreaterThan(1);
    return inspect(events, { depth: null });
  };
  const everywhere = [...errors, await everyRow(), await read(others), await read(ownStreams)].join('\n');
  for (const secret of [goodPassword, 'wrong password 42', accessToken, invitationToken]) {
    expect(everywhere).not.toContain(secret);
  }
  const elsewhere = [...errors, await everyRow(), await read(others)].join('\n');
  for (const address of [email, founder.email]) expect(elsewhere).not.toContain(address);
  expect(await read(ownStreams)).toContain(email);
});
