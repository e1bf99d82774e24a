import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { backupStorage } from '../../../../embedded/event-store/maintenance/backup-storage.ts';
import { checkStorage } from '../../../../embedded/event-store/maintenance/check-storage.ts';
import { startEventStore } from '../../../../embedded/event-store/start-event-store.ts';
import { uint64Key } from '../../../../embedded/event-store/storage/keys.ts';
import { openStorage } from '../../../../embedded/event-store/storage/open-storage.ts';
import { readyUrl, spawnNode } from '../node-process.ts';
import { fillStorage } from '../storage/fill-storage.ts';
import { collect, connect, temporaryDirectory, testEvents } from '../with-event-store.ts';

let root: string;
let dir: string;
let to: string;
beforeEach(() => {
  root = temporaryDirectory();
  dir = join(root, 'original');
  to = join(root, 'backups', '2026.11');
});
afterEach(() => rmSync(root, { recursive: true }));

async function fill(): Promise<void> {
  const storage = openStorage(dir);
  await fillStorage(storage, 30);
  await storage.close();
}

test('beside a running node that is written to, it copies one moment of it, for a node to go on with', async () => {
  const { child, exited } = spawnNode(dir);
  const client = connect(await readyUrl(child));
  const stop = new AbortController();
  const acknowledged: string[] = [];
  const load = Array.from({ length: 8 }, async (_, worker) => {
    while (!stop.signal.aborted) {
      const events = testEvents(20);
      await client.appendToStream(`load-${worker}`, events);
      acknowledged.push(...events.map(({ id }) => id));
    }
  });
  const deadline = AbortSignal.timeout(30_000);
  while (acknowledged.length < 2_000 && !deadline.aborted)
    await new Promise((resolve) => setImmediate(resolve));
  const before = [...acknowledged];
  const backup = await backupStorage(dir, to);
  stop.abort();
  await Promise.all(load);
  const original = await collect(client.readAll());
  await client.dispose();
  child.kill('SIGTERM');
  await exited;

  expect(statSync(to).mode & 0o777).toBe(0o700);
  expect(await checkStorage(to)).toMatchObject({ events: backup.events, found: 0 });
  const node = await startEventStore({ dir: to });
  const reader = connect(node.url);
  const copied = (await collect(reader.readAll())).map(({ event }) => event?.id ?? '');
  expect(copied).toEqual(original.slice(0, copied.length).map(({ event }) => event?.id));
  expect(copied).toEqual(expect.arrayContaining(before));
  const last = await reader.appendToStream('load-0', testEvents(1));
  expect(Number(last.position?.commit)).toBeGreaterThan(copied.length);
  await reader.dispose();
  await node.stop();
}, 60_000);

test('a target that holds something is refused and left as it is', async () => {
  await fill();
  await backupStorage(dir, to);
  const copy = readFileSync(join(to, 'data.mdb'));
  await expect(backupStorage(dir, to)).rejects.toThrow(`The directory ${to} is not empty`);
  expect(readFileSync(join(to, 'data.mdb')).equals(copy)).toBe(true);
});

test('where there is nothing to copy, nothing is made', async () => {
  await expect(backupStorage(dir, to)).rejects.toThrow(`The directory ${dir} holds no event store.`);
  expect(() => statSync(to)).toThrow('ENOENT');
});

test('a copy that is not sound is no backup', async () => {
  await fill();
  const storage = openStorage(dir);
  const event = Buffer.from(storage.log.get(uint64Key(300)) ?? '');
  await storage.close();
  const file = join(dir, 'data.mdb');
  const bytes = readFileSync(file);
  for (let at = bytes.indexOf(event); at !== -1; at = bytes.indexOf(event, at + 1))
    bytes.writeUInt8(7, at + 50);
  writeFileSync(file, bytes);
  await expect(backupStorage(dir, to)).rejects.toThrow(
    `The backup in ${to} is not sound: the event at position 300: its bytes do not match its checksum.`,
  );
});
