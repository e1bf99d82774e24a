import { copyFileSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHECKSUM_BYTES } from '../../../../embedded/event-store/storage/checksum.ts';
import { readUint64, revisionKey, uint64Key } from '../../../../embedded/event-store/storage/keys.ts';
import {
  openStorage,
  openStorageReadOnly,
  type Storage,
} from '../../../../embedded/event-store/storage/open-storage.ts';
import { temporaryDirectory } from '../with-event-store.ts';
import { fillStorage } from './fill-storage.ts';

let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Opens the directory, changes it and closes it again. */
async function change(write: (storage: Storage) => void, appends = 30): Promise<void> {
  const storage = openStorage(dir);
  await fillStorage(storage, appends);
  await storage.commit(() => write(storage));
  await storage.close();
}

test('a directory of a newer format is refused', async () => {
  await change((storage) => void storage.meta.put('format', 3));
  const sentence =
    `The directory ${dir} has storage format 3, which a newer version wrote; ` +
    'this one reads up to format 2. Use the version that wrote it.';
  expect(() => openStorage(dir)).toThrow(sentence);
  expect(() => openStorageReadOnly(dir)).toThrow(sentence);
});

describe('format 1', () => {
  /** As the versions before the checksums wrote it. */
  const asFormat1 = (stored: Buffer): Buffer => {
    const old = Buffer.from(stored.subarray(CHECKSUM_BYTES));
    for (const at of [0, 4, 8]) old.writeUInt16BE(old.readUInt16BE(at) - CHECKSUM_BYTES, at);
    return old;
  };
  const downgrade = (from: number) => (storage: Storage) => {
    for (const { key, value } of storage.log.getRange({ start: uint64Key(from) }))
      void storage.log.put(key, asFormat1(value));
    void storage.meta.put('format', 1);
  };
  const records = (storage: Storage) => [...storage.log.getRange()].map(({ value }) => value.toString('hex'));
  const APPENDS = 250;

  test.each([
    ['is upgraded at the start', 1],
    ['is upgraded from where an interrupted upgrade had come to', 1_001],
  ])('%s', async (_, from) => {
    const ignore = (): void => undefined;
    await change(ignore, APPENDS);
    const before = openStorage(dir);
    const expected = records(before);
    await before.close();
    await change((storage) => {
      downgrade(from)(storage);
      if (from === 1) return;
      void storage.meta.put('format', 2);
      void storage.meta.put('upgraded', from - 1);
    }, 0);
    expect(() => openStorageReadOnly(dir)).toThrow('older storage format; start a node on it');

    const progress: number[] = [];
    const storage = openStorage(dir, ({ upgraded, total }) => {
      expect(total).toBe(APPENDS * 10);
      progress.push(upgraded);
    });
    expect(progress).toEqual([1_000, 2_000, 2_500].filter((upgraded) => upgraded >= from));
    expect(records(storage)).toEqual(expected);
    expect(storage.meta.get('format')).toBe(2);
    await storage.close();

    const again = openStorage(dir, () => expect('an upgrade').toBe('no upgrade'));
    expect(again.head).toBe(APPENDS * 10);
    await again.close();
  });
});

describe('the quick check refuses', () => {
  test.each<[string, (storage: Storage) => void, string]>([
    [
      'a flipped byte in one of the last events',
      ({ log }) => {
        const stored = Buffer.from(log.get(uint64Key(290)) ?? '');
        stored.writeUInt8(stored.readUInt8(stored.length - 5) ^ 1, stored.length - 5);
        void log.put(uint64Key(290), stored);
      },
      'the event at position 290: its bytes do not match its checksum',
    ],
    ['a missing event', ({ log }) => void log.remove(uint64Key(299)), 'the last position is 300'],
    [
      'an event in the place of another',
      ({ log }) => void log.put(uint64Key(299), log.get(uint64Key(298)) ?? Buffer.alloc(0)),
      'the event at position 299: it says that its position is 298',
    ],
    [
      'a missing index entry',
      ({ index, streams }) => void index.remove(revisionKey(streams.get(Buffer.from('s4'))?.id ?? 0, 59)),
      '300 events have 299 entries in `index`',
    ],
    [
      'an index entry of another event',
      ({ index, streams }) =>
        void index.put(revisionKey(streams.get(Buffer.from('s4'))?.id ?? 0, 59), uint64Key(7)),
      'the event at position 300: `index` has position 7 for its revision',
    ],
    [
      'a wrong revision for an id',
      ({ ids }) => {
        for (const { key, value } of ids.getRange())
          if (readUint64(value) === 59) void ids.put(key, uint64Key(3));
      },
      '`ids` has revision 3 for its id',
    ],
    ['a missing stream', ({ streams }) => void streams.remove(Buffer.from('s4')), '5 streams have 4 entries'],
    ['an unknown format', ({ meta }) => void meta.remove('format'), '`meta` does not tell the format'],
  ])('%s', async (_, write, message) => {
    await change(write);
    expect(() => openStorage(dir)).toThrow(`The event store in ${dir} is damaged: `);
    expect(() => openStorage(dir)).toThrow(message);
    expect(() => openStorage(dir)).toThrow('To go on, restore a backup');
  });
});

describe('a torn file is refused', () => {
  const overwrite = (bytes: Buffer, at: number) => (file: string) => {
    writeSync(openSync(file, 'r+'), bytes, 0, bytes.length, at);
  };
  test.each<[string, (file: string, size: number) => void, string]>([
    ['cut to half', (file, size) => truncateSync(file, size / 2), 'bytes where there should be'],
    [
      'cut by its last pages',
      (file, size) => truncateSync(file, size - 40 * 4096),
      'To go on, restore a backup',
    ],
    ['cut to 100 bytes', (file) => truncateSync(file, 100), 'the first pages of data.mdb'],
    ['cut to nothing', (file) => truncateSync(file, 0), 'data.mdb is empty'],
    ['overwritten at the start', overwrite(Buffer.alloc(50, 7), 0), 'the first pages of data.mdb'],
    [
      'overwritten in the second page',
      overwrite(Buffer.alloc(50, 7), 4096 + 24),
      'the first pages of data.mdb',
    ],
    ['with a transaction too many', overwrite(Buffer.of(9), 4096 + 154), 'the first pages of data.mdb'],
  ])('%s', async (_, tear, message) => {
    await change(() => undefined);
    const torn = temporaryDirectory();
    copyFileSync(join(dir, 'data.mdb'), join(torn, 'data.mdb'));
    tear(join(torn, 'data.mdb'), statSync(join(dir, 'data.mdb')).size);
    expect(() => openStorage(torn)).toThrow(message);
    rmSync(torn, { recursive: true });
  });
});

test('a file that lacks only free pages at its end is taken', async () => {
  await change(() => undefined);
  const file = join(dir, 'data.mdb');
  const { size } = statSync(file);
  const pages = openSync(file, 'r+');
  // Both meta pages say that there are ten more pages, which nothing refers to.
  for (const meta of [0, 4096]) {
    const lastPage = Buffer.alloc(8);
    lastPage.writeBigUInt64LE(BigInt(size / 4096 + 9));
    writeSync(pages, lastPage, 0, 8, meta + 144);
  }
  const storage = openStorage(dir);
  expect(storage.head).toBe(300);
  await storage.close();
});

test('to look at a directory without an event store is refused, and makes none', () => {
  expect(() => openStorageReadOnly(join(dir, 'none'))).toThrow('holds no event store');
  expect(() => statSync(join(dir, 'none'))).toThrow('ENOENT');
});
