import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFreshness } from '../../src/platform/freshness.ts';
import { createClient } from '../../src/platform/postgres.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { at, startProjectionTeller } from '../support/projection-teller.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;
let teller: Awaited<ReturnType<typeof startProjectionTeller>>;
const closing: (() => Promise<unknown>)[] = [];
const role = (name: string) => `${name}_${randomBytes(6).toString('hex')}`;
const roles = {
  stranger: role('stranger'),
  writer: role('writer'),
  owner: role('owner'),
  member: role('member'),
};
const both = ['a', 'b'];

beforeAll(async () => {
  database = await createTestDatabase();
  teller = await startProjectionTeller(database.url);
  const { stranger, writer, owner, member } = roles;
  for (const name of [stranger, writer, member]) {
    await teller.query(`CREATE ROLE ${name} LOGIN NOINHERIT PASSWORD 'secret'`);
  }
  await teller.query(`CREATE ROLE ${owner}; GRANT ${owner} TO ${member}; GRANT USAGE ON SCHEMA ops TO ${writer};
    GRANT SELECT, UPDATE ON ops.checkpoints TO ${writer}; GRANT SELECT ON ops.paused_projections TO ${writer};
    ALTER TABLE ops.checkpoints OWNER TO ${owner}`);
});
beforeEach(async () => {
  await teller.query('TRUNCATE ops.checkpoints');
  await teller.commit(both, 5);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await teller.query('ALTER TABLE ops.checkpoints OWNER TO CURRENT_USER');
  for (const name of Object.values(roles)) await teller.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
  await teller.stop();
  await database.drop();
});

function urlAs(name: string): string {
  const url = new URL(database.url);
  url.username = name;
  url.password = 'secret';
  return url.href;
}

/** A connection of a role, and what it sends on the channel of the projectors. */
async function connectAs(name: string) {
  const client = createClient(urlAs(name), { applicationName: 'test', pipeline: true });
  await client.connect();
  closing.push(() => client.end());
  return (payload: unknown) =>
    client.query('SELECT pg_notify($1, $2)', [
      'projections',
      typeof payload === 'string' ? payload : JSON.stringify(payload),
    ]);
}

async function listen(url = database.url) {
  const errors: Error[] = [];
  const freshness = await createFreshness({
    url,
    projections: both,
    onError: (error) => errors.push(error),
  });
  closing.push(freshness.close);
  return { ...freshness, errors };
}

const notice = {
  ...{ commit: '5', prepare: '5', ordinal: 5, lagMs: 0, live: true, epoch: '1' },
  projections: both,
};
const farAhead = { ...notice, commit: '9000000000', prepare: '9000000000', ordinal: 9_000_000_000 };
const garbage: unknown[] = [
  '',
  'x',
  'null',
  '[',
  '[[[[]]]]',
  ...['x', '', '-1', '1.5', '0x10', '9'.repeat(4_000), 7, null].flatMap((wrong) => [
    { ...notice, epoch: wrong },
    { ...notice, commit: wrong },
    { ...notice, prepare: wrong },
  ]),
  ...[-1, 0.5, 1e300, '5', null].flatMap((wrong) => [
    { ...notice, ordinal: wrong },
    { ...notice, lagMs: wrong },
  ]),
  { ...notice, projections: 'a' },
  { ...notice, projections: [1] },
  { ...notice, projections: ['__proto__', 'constructor', 'nobody', ''] },
];

/** Lets everything that was sent before arrive: notices come in the order of their commits. */
async function settle({ current }: Awaited<ReturnType<typeof listen>>, lagMs: number) {
  await waitUntil(async () => {
    await teller.announce(both, 5, { lagMs });
    return current().lagMs === lagMs;
  });
}

describe('a role without any grants', () => {
  test('is not heard, whatever it says', async () => {
    const freshness = await listen();
    const send = await connectAs(roles.stranger);
    await settle(freshness, 11);
    for (const payload of [
      ...garbage,
      farAhead,
      { ...farAhead, epoch: '999999' },
      { ...notice, commit: '0', prepare: '0', ordinal: 0, epoch: '999999' },
    ]) {
      await send(payload);
      await settle(freshness, 12);
      await settle(freshness, 13);
    }
    expect(freshness.each().map(({ position, ordinal }) => [position, ordinal])).toEqual([
      [at(5), 5],
      [at(5), 5],
    ]);
    expect(await freshness.waitFor(at(6), 10)).toBe(false);
    expect(freshness.errors).toEqual([]);
  });

  test('does not keep true notices away with a flood of its own', async () => {
    const freshness = await listen();
    const send = await connectAs(roles.stranger);
    const sent = Array.from({ length: 5_000 }, (_, n) => send({ ...farAhead, epoch: `${n}` }));
    await teller.commit(both, 6);
    expect(await freshness.waitFor(at(6), 10_000)).toBe(true);
    await Promise.all(sent);
    await teller.commit(both, 7);
    expect(await freshness.waitFor(at(7), 10_000)).toBe(true);
    expect(freshness.current().position).toEqual(at(7));
  });
});

describe('a role that may write checkpoints', () => {
  test.each(['writer', 'member'] as const)('is heard by others: %s', async (name) => {
    const freshness = await listen(urlAs(roles.writer));
    const send = await connectAs(roles[name]);
    await waitUntil(async () => {
      await send({ ...notice, lagMs: 21 });
      return freshness.current().lagMs === 21;
    });
  });

  test('ends nothing with garbage', async () => {
    const freshness = await listen();
    const send = await connectAs(roles.writer);
    for (const payload of garbage) await send(payload);
    await settle(freshness, 31);
    expect(freshness.errors).toEqual([]);
    expect(freshness.current()).toMatchObject({ position: at(5), ordinal: 5 });
  });

  test.each([
    ['a position that was not reached', farAhead],
    ['a later epoch ahead', { ...farAhead, epoch: '999999' }],
    ['a later epoch, further back', { ...notice, commit: '2', prepare: '2', ordinal: 2, epoch: '999999' }],
  ])('is corrected by the checkpoints: %s', async (_, wrong) => {
    const freshness = await listen();
    const send = await connectAs(roles.writer);
    await send(wrong);
    await waitUntil(() => freshness.current().ordinal === wrong.ordinal);
    await waitUntil(() => freshness.current().ordinal === 5, { deadlineMs: 12_000 });
    expect(freshness.current().position).toEqual(at(5));
    expect(await freshness.waitFor(at(6), 10)).toBe(false);
    await teller.commit(both, 6);
    expect(await freshness.waitFor(at(6), 1_000)).toBe(true);
    expect(freshness.current()).toEqual({ position: at(6), ordinal: 6, lagMs: 0 });
  });
});
