import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { metric } from '../e2e/metrics.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../support/event-store-process.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { testMetadata } from '../support/test-context.ts';
import { waitUntil } from '../support/wait-until.ts';
import { runOutcomes, spawnOutcomes } from './run-outcomes.ts';

const token = 'a-token-of-thirty-two-characters';
const userId = v7();
const stream = `user-${userId}`;

let store: EventStoreProcess;
let raw: EventStoreDBClient;
let app: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  store = await startEventStoreProcess();
  raw = EventStoreDBClient.connectionString(store.url);
  app = await startTestApp({ EVENTSTORE_URL: store.url, OPERATIONS_TOKEN: token });
  env = {
    OUTCOMES_OPERATIONS_URL: app.operations,
    OPERATIONS_TOKEN: token,
    DATA_DIR: join(tmpdir(), 'outcomes-has-nothing-here'),
    EVENTSTORE_URL: store.url,
  };
});
afterAll(async () => {
  await app.stop();
  await raw.dispose();
  await store.stop();
});

const outcomes = (...args: string[]) => runOutcomes(args, env);

/** Events that no command would append. */
async function append(to: string, ...payloads: Record<string, unknown>[]): Promise<void> {
  const metadata = { ...testMetadata, schemaVersion: 1 };
  const events = payloads.map((data) => jsonEvent({ id: v7(), type: 'UserProfileChanged', data, metadata }));
  await raw.appendToStream(to, events);
}

const changed = { userId, displayName: 'Ada Lovelace', timeZone: null };
/** A rebuild takes the last 1,000 events as fast as it can: others have to keep it busy. */
const others = 1_500;
const parked = (projection: string) =>
  metric(app.operations, 'outcomes_projection_dead_letters', { projection });

test('an event that a projection cannot take is seen, tried again and discarded', async () => {
  expect([await parked('users'), await parked('audit-log')]).toEqual([0, 0]);
  expect((await outcomes('dead-letters', 'list')).out).toBe('Nothing is set aside.\n');
  // Nobody of this id has registered.
  await append(stream, changed, changed);
  await waitUntil(async () => (await parked('users')) === 2);

  const listed = await outcomes('dead-letters', 'list', 'users');
  expect(listed.out.split('\n')).toEqual([
    expect.stringMatching(/^PROJECTION +STREAM +EVENTS +SINCE$/),
    expect.stringMatching(new RegExp(`^users +${stream} +2 +\\d+ s ago$`)),
    '  revision 0, UserProfileChanged: Error: users: no row to update',
    '',
    '2 events of 1 stream.',
    '',
  ]);
  const shown = await outcomes('dead-letters', 'show', 'users', stream, '--payload');
  expect(shown.out).toContain('"displayName": "***"');
  expect(shown.out).not.toContain('Ada');
  expect((await outcomes('projections', 'status')).out).toContain(
    '"outcomes dead-letters list" tells which.',
  );

  const unnamed = await outcomes('dead-letters', 'retry');
  expect([unnamed.code, unnamed.err]).toEqual([1, expect.stringContaining('or give --all')]);
  const retried = await outcomes('dead-letters', 'retry', '--all');
  expect([retried.code, retried.out]).toEqual([
    1,
    expect.stringContaining('Tried 1 stream again. Still set aside:'),
  ]);
  const asked = await outcomes('dead-letters', 'discard', 'users', stream);
  expect([asked.code, asked.out, asked.err]).toEqual([
    1,
    '',
    expect.stringContaining('Confirm it with --yes.'),
  ]);
  const wrong = await outcomes('dead-letters', 'discard', 'users', stream, '--revision', '1', '--yes');
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('is revision 0, not 1')]);

  const first = await outcomes('dead-letters', 'discard', 'users', stream, '--yes');
  expect([first.code, first.out]).toEqual([
    1,
    expect.stringContaining(`users goes on without revision 0 of ${stream}.\nTried 1 stream again.`),
  ]);
  expect(await parked('users')).toBe(1);
  const second = await outcomes('dead-letters', 'discard', 'users', stream, '--yes', '--json');
  expect([second.code, JSON.parse(second.out)]).toEqual([
    0,
    { streams: 1, remaining: { streams: 0, events: 0, retrying: 0 } },
  ]);
  expect(await parked('users')).toBe(0);
}, 120_000);

test('a verification finds what was discarded, and its exit code says so', async () => {
  const same = await outcomes('projections', 'rebuild', 'cycles', 'audit-log', '--verify');
  expect([same.code, same.out]).toEqual([
    0,
    expect.stringMatching(/^audit_log +2 +2 +0 +0 +0$[\s\S]*0 rows differ\.$/m),
  ]);
  const other = await outcomes('projections', 'rebuild', '--all', '--verify', '--json');
  const task: unknown = JSON.parse(other.out);
  expect(task).toMatchObject({ kind: 'verify', state: 'done' });
  expect(task).toHaveProperty(
    'differences',
    expect.arrayContaining([expect.objectContaining({ table: 'dead_letters', missing: 2 })]),
  );
  expect(other.code).toBe(1);
}, 120_000);

test('tables are rebuilt, rolled back and dropped', async () => {
  const rebuilt = await outcomes('projections', 'rebuild', 'cycles');
  expect([rebuilt.code, rebuilt.out]).toEqual([0, expect.stringContaining('Rebuilt cycles in ')]);
  expect((await outcomes('projections', 'status')).out).toContain('Previous tables are kept: cycles.');
  const back = await outcomes('projections', 'rollback', 'cycles');
  expect([back.code, back.out]).toEqual([
    0,
    expect.stringContaining('Brought the previous tables of cycles back'),
  ]);
  const dropped = await outcomes('projections', 'drop-previous', '--all');
  expect([dropped.code, dropped.out]).toEqual([0, 'Deleted the previous tables of cycles.\n']);
  const nothing = await outcomes('projections', 'rollback', 'cycles');
  expect([nothing.code, nothing.err]).toEqual([
    1,
    expect.stringContaining('cycles: there are no previous tables'),
  ]);
}, 120_000);

test('projections are paused and resumed', async () => {
  expect((await outcomes('projections', 'pause', 'users', 'cycles')).out).toBe('Paused users, cycles.\n');
  expect((await outcomes('projections', 'pause', 'users')).out).toBe('users: paused already.\n');
  const { out } = await outcomes('projections', 'status', '--json');
  const status: unknown = JSON.parse(out);
  expect(status).toMatchObject({
    projections: expect.arrayContaining([expect.objectContaining({ name: 'users', state: 'paused' })]),
  });
  const resumed = await outcomes('projections', 'resume', 'users', 'audit-log');
  expect(resumed.out).toBe('Resumed users.\naudit-log: running already.\n');
  const rest: unknown = JSON.parse((await outcomes('projections', 'resume', '--json')).out);
  expect(rest).toMatchObject({ projections: expect.arrayContaining(['audit-log']), changed: ['cycles'] });
  expect((await outcomes('projections', 'status')).out).not.toContain('paused');
}, 120_000);

test('Ctrl-C ends the show and not the rebuild, which can be watched and given up', async () => {
  await append(`user-${v7()}`, ...Array.from({ length: others }, () => changed));
  await waitUntil(async () => (await parked('users')) === others);
  const show = spawnOutcomes(['projections', 'rebuild', 'audit-log', '--throttle', '1'], env);
  const task = () => outcomes('projections', 'status', '--json').then(({ out }) => JSON.parse(out).task);
  await waitUntil(async () => (await task()).state === 'running', { deadlineMs: 30_000 });
  show.child.kill('SIGINT');
  expect(await show.ended).toBe(130);
  expect(show.said()).toContain('goes on: "outcomes projections watch" shows it, "… cancel" gives it up.');
  const busy = await outcomes('projections', 'rebuild', 'users');
  expect([busy.code, busy.err]).toEqual([
    1,
    expect.stringContaining('a rebuild of audit-log, has not ended'),
  ]);
  const [cancelled, watched] = await Promise.all([
    outcomes('projections', 'cancel'),
    outcomes('projections', 'watch'),
  ]);
  expect(cancelled.out).toMatch(/^Task \d+, rebuild of audit-log, is being given up\.$/m);
  expect([watched.code, watched.out + watched.err]).toEqual([1, expect.stringMatching(/given up|No task/)]);
  await waitUntil(async () => (await task()).state === 'cancelled', { deadlineMs: 30_000 });
}, 120_000);

test('the log is checked; an event that does not parse is named', async () => {
  const good = await outcomes('events', 'check');
  expect([good.code, good.out]).toEqual([
    0,
    expect.stringMatching(/^Read [\d,]+ events in \d+ s: every one parses\.$/m),
  ]);
  const broken = `user-${v7()}`;
  await append(broken, changed, { ...changed, timeZone: 7 }, changed, { ...changed, timeZone: 8 });
  const bad = await outcomes('events', 'check');
  expect(bad.code).toBe(1);
  expect(bad.out).toContain(
    `An event does not parse:\n  type      UserProfileChanged\n  stream    ${broken}\n  revision  1\n`,
  );
  expect(bad.out).toContain('reason    event UserProfileChanged cannot be read: invalid timeZone\n');
  const all = await outcomes('events', 'check', '--all');
  expect([all.code, all.out]).toEqual([
    1,
    expect.stringMatching(
      /^UserProfileChanged +2 +invalid timeZone$[\s\S]*events in \d+ s: 2 do not parse\.$/m,
    ),
  ]);
  const json: unknown = JSON.parse((await outcomes('events', 'check', '--json')).out);
  expect(json).toMatchObject({ complete: false, first: { stream: broken, revision: 1 } });
  await waitUntil(async () => (await parked('audit-log')) === 3);
}, 120_000);

test('says what to do where nothing answers, and where the token is missing', async () => {
  const away = await runOutcomes(['projections', 'status'], {
    ...env,
    OUTCOMES_OPERATIONS_URL: 'http://127.0.0.1:9',
  });
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('set OUTCOMES_OPERATIONS_URL')]);
  const stranger = await runOutcomes(['projections', 'pause'], { ...env, OPERATIONS_TOKEN: '' });
  expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('set OPERATIONS_TOKEN')]);
  const nowhere = await runOutcomes(['events', 'check'], { ...env, EVENTSTORE_URL: '' });
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('Set EVENTSTORE_URL')]);
  const silent = await runOutcomes(['events', 'check'], {
    ...env,
    EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false',
  });
  expect([silent.code, silent.err]).toEqual([1, expect.stringContaining('the event store does not answer')]);
  const unnamed = await outcomes('projections', 'rebuild');
  expect([unnamed.code, unnamed.err]).toEqual([
    1,
    expect.stringContaining('Name projections, or give --all.'),
  ]);
}, 120_000);
