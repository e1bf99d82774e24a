import { once } from 'node:events';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type CopyPhase, copyLog } from '../../../../embedded/event-store/copy/copy-log.ts';
import { endEventstores, spawnEventstore } from '../../../cli/eventstore-process.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../../../support/event-store-process.ts';
import { collect } from '../with-event-store.ts';

let source: EventStoreProcess;
let target: EventStoreProcess;
let from: EventStoreDBClient;
let to: EventStoreDBClient;

beforeEach(async () => {
  [source, target] = await Promise.all([startEventStoreProcess(), startEventStoreProcess()]);
  from = EventStoreDBClient.connectionString(source.url);
  to = EventStoreDBClient.connectionString(target.url);
});
afterEach(async () => {
  endEventstores();
  await Promise.all([from.dispose(), to.dispose()]);
  await Promise.all([source.stop(), target.stop()]);
});

const events = (count: number, type = 'Told') =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type, data: { n }, metadata: { by: 'ada' } }));

const copy = (renumber = false) =>
  copyLog({
    from: source.url,
    to: target.url,
    renumber,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

/** Streams that interleave, hide events, were deleted, written again, and deleted for ever. */
async function fill(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      ['a', 'b', 'c', 'limited', 'again'].map((name) => from.appendToStream(name, events(3))),
    );
    await from.appendToStream('bytes', [
      binaryEvent({ type: 'Raw', data: Buffer.from([0, 255, round]), metadata: Buffer.from([1, 2]) }),
    ]);
    if (round === 1) await from.setStreamMetadata('limited', { maxCount: 2, color: 'red' });
    if (round === 2) await from.deleteStream('again');
  }
  await from.appendToStream('gone', events(2));
  await from.tombstoneStream('gone');
  await from.appendToStream('$own', events(2, '$systemic'));
  await from.appendToStream('last', events(2));
  await from.deleteStream('last');
}

/** What is to be the same on both sides. */
async function contentOf(client: EventStoreDBClient) {
  const all = await collect(client.readAll());
  return all.flatMap(({ event }) => {
    if (!event || /^(\$\$)?\$/.test(event.streamId.replace(/^\$\$(?!\$)/, ''))) return [];
    const { streamId, revision, id, type, isJson, data, metadata } = event;
    return [
      type === '$streamDeleted'
        ? { streamId, type }
        : { streamId, revision, id, type, isJson, data, metadata },
    ];
  });
}

test('copies order, revisions, ids, bytes, metadata, deleted streams; again it copies nothing, then the rest', async () => {
  await fill(4);
  const first = await copy();
  const content = await contentOf(from);
  expect(first).toMatchObject({ events: content.length, copied: content.length, renumbered: [] });
  expect(first.skipped).toMatchObject({ $systemic: 2 });
  expect(await contentOf(to)).toEqual(content);
  const metadata = await to.getStreamMetadata<{ color: string }>('limited');
  expect(metadata.metadata).toMatchObject({ maxCount: 2, color: 'red' });
  expect(await collect(to.readStream('limited'))).toHaveLength(2);
  await expect(collect(to.readStream('last'))).rejects.toThrow();
  await expect(to.appendToStream('gone', events(1))).rejects.toThrow();

  expect(await copy()).toEqual({ ...first, copied: 0 });
  await from.appendToStream('a', events(5));
  expect(await copy()).toMatchObject({ events: content.length + 5, copied: 5 });
  expect(await contentOf(to)).toEqual(await contentOf(from));
});

test('data and metadata that JSON would not give back are kept byte for byte', async () => {
  const raw = Buffer.from('{ "amount": 1.0, "big": 9223372036854775807 }');
  const event = { ...jsonEvent({ type: 'Exact', data: {} }), metadata: new Uint8Array(raw) };
  await from.appendToStream('exact', [event]);
  await copy();
  const { sha256 } = await copy();
  await to.appendToStream('exact', events(1));
  await expect(copy()).rejects.toThrow('the source has ended');
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a copier that is killed at any moment goes on where it was', async () => {
  await fill(60);
  const args = ['copy', '--from', source.url, '--to', target.url];
  let kills = 0;
  for (const share of [0.05, 0.3, 0.55, 0.8]) {
    const before = (await contentOf(to)).length;
    const copier = spawnEventstore(args);
    const wanted = Math.max(before + 1, Math.round(share * 900));
    // Killed as soon as the target has got that far, which is at another event each time.
    const subscription = to.subscribeToAll();
    let seen = 0;
    subscription.on('data', ({ event }) => {
      if (event && !event.streamId.startsWith('$')) seen += 1;
      if (seen >= wanted && copier.child.kill('SIGKILL')) kills += 1;
    });
    await copier.ended;
    await subscription.unsubscribe();
  }
  expect(kills).toBeGreaterThan(0);
  const last = spawnEventstore([...args, '--json']);
  const { code, lines } = await last.ended;
  expect(code).toBe(0);
  const content = await contentOf(from);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ events: content.length });
  expect(await contentOf(to)).toEqual(content);
}, 120_000);

test('Ctrl-C ends it with a word on how to go on, a target that dies with what happened', async () => {
  await fill(40);
  const args = ['copy', '--from', source.url, '--to', target.url];
  target.pause();
  const stopped = spawnEventstore(args);
  await once(stopped.child.stderr, 'data', { signal: AbortSignal.timeout(30_000) });
  stopped.child.kill('SIGINT');
  target.resume();
  const { code, err } = await stopped.ended;
  expect(code).toBe(130);
  expect(err).toContain('The same command again goes on from here.');

  const broken = spawnEventstore(args);
  const subscription = to.subscribeToAll().on('error', () => undefined);
  let seen = 0;
  subscription.on('data', ({ event }) => {
    if (event && !event.streamId.startsWith('$')) seen += 1;
    if (seen === 20) void target.kill();
  });
  const end = await broken.ended;
  expect([end.code, end.err]).toEqual([1, expect.stringMatching(/The target failed: .*UNAVAILABLE/)]);
  await target.restart();
  expect((await copy()).copied).toBeGreaterThan(0);
}, 90_000);

test('a difference is found and nothing is written', async () => {
  await from.appendToStream('a', events(2));
  await to.appendToStream('a', events(1));
  const args = ['copy', '--from', source.url, '--to', target.url];
  const { code, err } = await spawnEventstore(args).ended;
  expect(code).toBe(1);
  expect(err).toMatch(
    /\nThe target holds something else, event 1: the id differs, .*nothing was written\.\n$/,
  );
  expect(await collect(to.readStream('a'))).toHaveLength(1);
});

test('what somebody else writes to the target meanwhile is found', async () => {
  await fill(3);
  const foreign = new Set<CopyPhase>();
  const copying = copyLog({
    from: source.url,
    to: target.url,
    renumber: false,
    signal: new AbortController().signal,
    onProgress(phase) {
      if (phase !== 'surveying' || foreign.has(phase)) return;
      foreign.add(phase);
      void to.appendToStream('c', events(1));
    },
  });
  await expect(copying).rejects.toThrow(/the id differs|refused|differs/);
});
