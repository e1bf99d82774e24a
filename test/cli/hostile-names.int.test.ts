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
import { runOutcomes } from './run-outcomes.ts';

const forged = 'user-\u001b[2J\nusers  all is well\u202e';
const asShown = 'user-\\u001b[2J\\u000ausers  all is well\\u202e';
const type = 'No\u001b]0;owned\u0007\u009bType';
const typeShown = 'No\\u001b]0;owned\\u0007\\u009bType';
/** As they are, and as a person would name them. */
const names = [
  ['.', '.'],
  ['..', '..'],
  ['user-a/../b ü?#%2F+&c=d', 'user-a/../b ü?#%2F+&c=d'],
  ['user-\\u001b', 'user-\\\\u001b'],
  [forged, asShown],
] as const;

let store: EventStoreProcess;
let raw: EventStoreDBClient;
let app: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  store = await startEventStoreProcess();
  raw = EventStoreDBClient.connectionString(store.url);
  app = await startTestApp({ EVENTSTORE_URL: store.url, LOG_LEVEL: 'error' });
  env = {
    OUTCOMES_OPERATIONS_URL: app.operations,
    DATA_DIR: join(tmpdir(), 'outcomes-has-nothing-here'),
    EVENTSTORE_URL: store.url,
  };
  const metadata = { ...testMetadata, schemaVersion: 1 };
  for (const [name] of names.toReversed())
    await raw.appendToStream(name, [jsonEvent({ id: v7(), type, data: {}, metadata })]);
  await waitUntil(
    async () =>
      (await metric(app.operations, 'outcomes_projection_dead_letters', { projection: 'users' })) ===
      names.length,
  );
});
afterAll(async () => {
  await app.stop();
  await raw.dispose();
  await store.stop();
});

/** Everything that it prints, of which nothing but the ends of lines may act on a terminal. */
async function outcomes(...args: string[]) {
  const { code, out, err } = await runOutcomes(args, env);
  expect(out + err).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  return { code, out, err };
}

test('names in the log forge no line and move no cursor', async () => {
  const list = await outcomes('dead-letters', 'list', 'users');
  expect(list.out).toContain(asShown.slice(0, 40));
  expect(list.out).toContain(`\n  revision 0, ${typeShown}: `);
  expect(list.out.split('\n')).toHaveLength(1 + 2 * names.length + 3);

  const check = await outcomes('events', 'check', '--all');
  expect(check.out).toContain(`  type      ${typeShown}\n  stream    ${asShown}\n  revision  0\n`);
  expect(check.out).toMatch(/^No\\u001b\]0;owned\\u0007\\u009bType +5 +\S/m);

  const json = await outcomes('dead-letters', 'list', 'users', '--json');
  const streams: { stream: string }[] = JSON.parse(json.out).streams;
  const told = names.map(([name]) => name.replaceAll('\\', '\\\\'));
  expect(streams.map(({ stream }) => stream).toSorted()).toEqual(told.toSorted());

  const unknown = await outcomes('dead-letters', 'show', 'users', 'x\\u001b[2J');
  expect([unknown.code, unknown.err]).toEqual([1, 'users has no dead letters of x\\u001b[2J\n']);
  const asked = await outcomes('dead-letters', 'discard', 'users', forged);
  expect([asked.code, asked.err]).toEqual([
    1,
    expect.stringContaining(`Go on without revision 0 of ${asShown} (${typeShown}: `),
  ]);
  expect((await outcomes('dead-letters', 'show', '..', '..')).err).toContain('there is no projection ".."');
}, 120_000);

test.each(names)(
  '%j is shown, tried again and gone on with',
  async (_, name) => {
    const listed = await outcomes('dead-letters', 'list', 'users', '--stream', name);
    expect(listed.out).toContain('1 event of 1 stream.');
    const shown = await outcomes('dead-letters', 'show', 'users', name, '--payload');
    expect([shown.code, shown.out.split('\n')[0]]).toEqual([0, `users, ${name}: 1 event set aside`]);
    const tried = await outcomes('dead-letters', 'retry', 'users', name);
    expect([tried.code, tried.out]).toEqual([1, expect.stringContaining('Tried 1 stream again.')]);
    const gone = await outcomes('dead-letters', 'discard', 'users', name, '--yes');
    expect([gone.code, gone.out]).toEqual([
      0,
      `users goes on without revision 0 of ${name}.\nTaken up again: 1 stream. Nothing is set aside any more.\n`,
    ]);
  },
  120_000,
);
