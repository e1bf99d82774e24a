import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CheckProgress,
  type CheckResult,
  checkStorage,
} from '../../../../embedded/event-store/maintenance/check-storage.ts';
import { eventIdKey, revisionKey, uint64Key } from '../../../../embedded/event-store/storage/keys.ts';
import { openStorage, type Storage } from '../../../../embedded/event-store/storage/open-storage.ts';
import { eventIdOf, placeOf, streamNameOf } from '../../../../embedded/event-store/storage/stored-event.ts';
import type { WriteRequest } from '../../../../embedded/event-store/writes/apply-write.ts';
import { commitWrites } from '../../../../embedded/event-store/writes/commit-writes.ts';
import { readyUrl, spawnNode } from '../node-process.ts';
import { fillStorage, proposedEvent } from '../storage/fill-storage.ts';
import { connect, temporaryDirectory, testEvents } from '../with-event-store.ts';

let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});
afterEach(() => rmSync(dir, { recursive: true }));

const APPENDS = 30;
const EVENTS = APPENDS * 10;

/** Fills the directory, changes what is stored and checks it. */
async function checkAfter(write: (storage: Storage) => void): Promise<CheckResult> {
  const storage = openStorage(dir);
  await fillStorage(storage, APPENDS);
  await storage.commit(() => write(storage));
  await storage.close();
  return checkStorage(dir);
}

const stored = (storage: Storage, position: number): Buffer =>
  Buffer.from(storage.log.get(uint64Key(position)) ?? '');
const idOf = (storage: Storage, stream: string): number => storage.streams.get(Buffer.from(stream))?.id ?? 0;

/** Where the events of `positions` have their place, in the form of findings. */
function placesOf(storage: Storage, positions: readonly number[]) {
  return [...positions]
    .sort((a, b) => a - b)
    .map((position) => {
      const event = stored(storage, position);
      return { position, stream: streamNameOf(event), revision: placeOf(event).revision };
    });
}

test('a sound directory has no findings, whatever was written', async () => {
  const storage = openStorage(dir);
  const again = proposedEvent(10);
  const writes: WriteRequest[] = [
    { kind: 'append', stream: 'a', expected: 'any', events: [again, proposedEvent(1)] },
    { kind: 'append', stream: 'a', expected: 1, events: [again] },
    { kind: 'append', stream: '$$b', expected: 'any', events: [proposedEvent(1)] },
    {
      kind: 'append',
      stream: '$$a',
      expected: 'any',
      events: [{ ...again, data: Buffer.from('{"$maxCount":2}') }],
    },
    { kind: 'append', stream: 'gone', expected: 'any', events: [proposedEvent(1)] },
    { kind: 'delete', stream: 'a', expected: 'any' },
    { kind: 'append', stream: 'a', expected: 'any', events: [proposedEvent(7)] },
    { kind: 'tombstone', stream: 'gone', expected: 'any' },
    { kind: 'tombstone', stream: 'never', expected: 'any' },
    { kind: 'tombstone', stream: '$$b', expected: 'any' },
  ];
  for (const write of writes) {
    const [result] = await commitWrites(storage, [write], () => undefined);
    expect(result?.kind).toBe('written');
  }
  await storage.close();
  expect(await checkStorage(dir)).toEqual({ events: 12, streams: 6, findings: [], found: 0 });
  await openStorage(dir).close();
});

test('it tells how far it has come', async () => {
  const storage = openStorage(dir);
  await fillStorage(storage, 130);
  await storage.close();
  const progress: CheckProgress[] = [];
  const result = await checkStorage(dir, (at) => progress.push(at));
  expect(result).toEqual({ events: 1_300, streams: 5, findings: [], found: 0 });
  expect(progress.length).toBeGreaterThan(3);
  expect(progress.at(0)?.checked).toBeLessThan(1_300);
  expect(progress.at(-1)).toEqual({ checked: 1_300, total: 1_300 });
});

describe('a flipped bit anywhere in a record is found and named', () => {
  const flips = fc.uniqueArray(
    fc.record({ position: fc.integer({ min: 1, max: EVENTS }), at: fc.nat(), bit: fc.nat({ max: 7 }) }),
    { selector: ({ position }) => position, minLength: 20, maxLength: 60 },
  );
  const flip = (bytes: Buffer, at: number, bit: number): void => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  };

  test('in what LMDB holds', async () => {
    await fc.assert(
      fc.asyncProperty(flips, async (some) => {
        rmSync(dir, { recursive: true });
        let expected: ReturnType<typeof placesOf> = [];
        const result = await checkAfter((storage) => {
          expected = placesOf(
            storage,
            some.map(({ position }) => position),
          );
          for (const { position, at, bit } of some) {
            const event = stored(storage, position);
            flip(event, at % event.length, bit);
            void storage.log.put(uint64Key(position), event);
          }
        });
        const problem = 'its bytes do not match its checksum';
        expect(result.findings).toEqual(expected.map((place) => ({ ...place, problem })));
        expect(result.found).toBe(some.length);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('in the data file', async () => {
    const storage = openStorage(dir);
    await fillStorage(storage, APPENDS);
    const events = Array.from({ length: EVENTS }, (_, n) => stored(storage, n + 1));
    const places = placesOf(
      storage,
      events.map((_, n) => n + 1),
    );
    await storage.close();
    const file = join(dir, 'data.mdb');
    const sound = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(flips, async (some) => {
        const bytes = Buffer.from(sound);
        for (const { position, at, bit } of some) {
          const event = events[position - 1] ?? Buffer.alloc(0);
          // LMDB leaves old copies of a page; which one is in use is not to be seen from outside.
          for (let found = sound.indexOf(event); found !== -1; found = sound.indexOf(event, found + 1))
            flip(bytes, found + (at % event.length), bit);
        }
        writeFileSync(file, bytes);
        const { findings } = await checkStorage(dir);
        const flipped = new Set(some.map(({ position }) => position));
        expect(findings.map(({ position, stream, revision }) => ({ position, stream, revision }))).toEqual(
          places.filter(({ position }) => flipped.has(position)),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('it finds', () => {
  test.each<[string, (storage: Storage) => void, CheckResult['findings'][number]]>([
    [
      'missing events',
      ({ log }) => {
        for (const position of [41, 42]) void log.remove(uint64Key(position));
      },
      { position: 41, stream: 's4', revision: 0, problem: 'there is no event here, nor up to position 42' },
    ],
    [
      'an event in the place of another',
      (storage) => void storage.log.put(uint64Key(42), stored(storage, 47)),
      { position: 42, stream: 's4', revision: 1, problem: 'it says that its position is 47' },
    ],
    [
      'an entry of the log that is none',
      ({ log }) => void log.put(uint64Key(0), Buffer.from('none')),
      {
        position: undefined,
        stream: undefined,
        revision: undefined,
        problem: '`log` has 301 entries, of which 300 are events',
      },
    ],
    [
      'a missing revision',
      (storage) => void storage.index.remove(revisionKey(idOf(storage, 's1'), 5)),
      { position: 16, stream: 's1', revision: 5, problem: 'it is not in `index`' },
    ],
    [
      'a revision too many',
      (storage) => void storage.index.put(revisionKey(idOf(storage, 's1'), 60), uint64Key(16)),
      {
        position: undefined,
        stream: 's1',
        revision: 60,
        problem: '`index` has position 16 for this revision, where it is not',
      },
    ],
    [
      'revisions of a stream that does not exist',
      ({ index }) => void index.put(revisionKey(99, 0), uint64Key(16)),
      {
        position: undefined,
        stream: undefined,
        revision: undefined,
        problem: '1 entries of `index` are of streams that do not exist',
      },
    ],
    [
      'a missing id',
      (storage) => void storage.ids.remove(eventIdKey(idOf(storage, 's1'), eventIdOf(stored(storage, 16)))),
      { position: 16, stream: 's1', revision: 5, problem: 'its id is not in `ids`' },
    ],
    [
      'an id too many',
      (storage) =>
        void storage.ids.put(
          eventIdKey(idOf(storage, 's1'), '019a0000-1111-7222-8333-444455556666'),
          uint64Key(5),
        ),
      {
        position: undefined,
        stream: undefined,
        revision: 5,
        problem:
          '`ids` has 019a0000111172228333444455556666 at this revision of stream number 2, where it is not',
      },
    ],
    [
      'a missing stream',
      ({ streams }) => void streams.remove(Buffer.from('s1')),
      { position: 11, stream: 's1', revision: 0, problem: 'its stream is not in `streams`' },
    ],
    [
      'a wrong last revision',
      ({ streams }) => void streams.put(Buffer.from('s1'), { id: 2, last: 58 }),
      {
        position: undefined,
        stream: 's1',
        revision: 59,
        problem: '`streams` says that its last revision is 58, `index` that it is 59',
      },
    ],
    [
      'metadata that nobody wrote',
      ({ streams }) => void streams.put(Buffer.from('s1'), { id: 2, last: 59, maxCount: 1 }),
      {
        position: undefined,
        stream: 's1',
        revision: undefined,
        problem: '`streams` does not have the metadata that was last written',
      },
    ],
    [
      'a tombstone that nobody set',
      ({ streams }) => void streams.put(Buffer.from('s1'), { id: 2, last: 59, deleted: true }),
      { position: undefined, stream: 's1', revision: undefined, problem: '`index` lacks its tombstone' },
    ],
    [
      'a stream without an id',
      ({ streams }) => void streams.put(Buffer.from('s1'), { id: 0, last: 59 }),
      {
        position: undefined,
        stream: 's1',
        revision: undefined,
        problem: 'its entry in `streams` has no valid id',
      },
    ],
  ])('%s', async (_, write, finding) => {
    const { findings, found } = await checkAfter(write);
    expect(findings).toContainEqual(finding);
    expect(found).toBe(findings.length);
  });
});

test('where a page cannot be read it names the place and ends', async () => {
  const pageStarts: number[] = [];
  const events: Buffer[] = [];
  await checkAfter((storage) => void events.push(stored(storage, 111)));
  const file = join(dir, 'data.mdb');
  const bytes = readFileSync(file);
  for (const event of events)
    for (let at = bytes.indexOf(event); at !== -1; at = bytes.indexOf(event, at + 1))
      pageStarts.push(at - (at % 4096));
  for (const start of pageStarts) bytes.fill(0, start, start + 4096);
  writeFileSync(file, bytes);
  const { findings, found } = await checkStorage(dir);
  expect(findings[0]?.position).toBeGreaterThan(80);
  expect(findings[0]?.position).toBeLessThanOrEqual(111);
  expect(findings[0]?.problem).toBe('MDB_CORRUPTED: Located page was wrong type');
  expect(findings[1]?.problem).toContain('the check ended early');
  expect(found).toBe(2);
});

test('of many findings it keeps a hundred and counts the others', async () => {
  const { findings, found } = await checkAfter(({ log }) => {
    for (let position = 1; position <= EVENTS; position += 1)
      void log.put(uint64Key(position), Buffer.from('?'));
  });
  expect(findings).toHaveLength(100);
  expect(found).toBe(EVENTS);
});

test('beside a running node it sees one moment of it', async () => {
  const { child, exited } = spawnNode(dir);
  const client = connect(await readyUrl(child));
  const stop = new AbortController();
  // A node may have written something of its own.
  let acknowledged = (await checkStorage(dir)).events;
  const load = Array.from({ length: 8 }, async (_, worker) => {
    while (!stop.signal.aborted) {
      await client.appendToStream(`load-${worker}`, testEvents(20));
      acknowledged += 20;
    }
  });
  while (acknowledged < 4_000) {
    const before = acknowledged;
    const { events, findings } = await checkStorage(dir);
    expect(findings).toEqual([]);
    expect(events).toBeGreaterThanOrEqual(before);
  }
  stop.abort();
  await Promise.all(load);
  await client.dispose();
  child.kill('SIGTERM');
  await exited;
  expect(await checkStorage(dir)).toMatchObject({ events: acknowledged, found: 0 });
}, 60_000);
