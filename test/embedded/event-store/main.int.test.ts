import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startEventStore } from '../../../embedded/event-store/start-event-store.ts';
import { readyUrl, spawnNode } from './node-process.ts';
import { collect, connect, temporaryDirectory, testEvents } from './with-event-store.ts';

const DEADLINE = 60_000;
let dir: string;
beforeEach(() => {
  dir = temporaryDirectory();
});
afterEach(() => rmSync(dir, { recursive: true }));

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops the process with exit code 0, open calls or not',
  async (signal) => {
    const { child, exited } = spawnNode(dir, '--port', '0');
    const client = connect(await readyUrl(child));
    await client.appendToStream('a', testEvents(1));
    const subscription = client.subscribeToAll();
    const ended = new Promise((resolve) => subscription.once('error', resolve));
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    child.kill(signal);
    expect(await exited).toEqual({ code: 0, signal: null });
    await ended;
    await client.dispose();
  },
  DEADLINE,
);

test(
  'with --exit-with-parent it stops when its stdin closes',
  async () => {
    const { child, exited } = spawnNode(dir, '--exit-with-parent');
    await readyUrl(child);
    child.stdin.end();
    expect(await exited).toEqual({ code: 0, signal: null });
  },
  DEADLINE,
);

test(
  'a directory in use is refused, by another process and by this one, and free afterwards',
  async () => {
    const node = await startEventStore({ dir });
    const second = spawnNode(dir);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(await second.stderr).toContain(`the directory ${dir} is in use by another event store node`);
    await expect(startEventStore({ dir })).rejects.toThrow('in use by another event store node');
    await node.stop();
    await (await startEventStore({ dir })).stop();
  },
  DEADLINE,
);

test('a new directory can be read by its owner alone', async () => {
  const own = join(dir, 'own');
  await (await startEventStore({ dir: own })).stop();
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test('a port in use is refused and leaves the directory free', async () => {
  const other = temporaryDirectory();
  const node = await startEventStore({ dir: other });
  await expect(startEventStore({ dir, port: node.port })).rejects.toThrow('EADDRINUSE');
  await (await startEventStore({ dir })).stop();
  await node.stop();
  rmSync(other, { recursive: true });
});

test(
  'after SIGKILL under load every acknowledged append is there whole, once, in the same order',
  async () => {
    const STREAMS = 20;
    const EVENTS = 5;
    const ROUNDS = 3;
    const acknowledged: { stream: string; ids: string[]; position: bigint }[] = [];
    let orderBefore: string[] = [];

    for (let round = 0; round < ROUNDS; round += 1) {
      const { child, exited } = spawnNode(dir);
      const client = connect(await readyUrl(child));
      const seen: string[] = [];
      client
        .subscribeToAll()
        .on('data', ({ event }) => event && seen.push(event.id))
        .on('error', () => undefined);

      const target = acknowledged.length + 400;
      const load = Array.from({ length: 64 }, async (_, worker) => {
        for (;;) {
          const stream = `load-${worker % STREAMS}`;
          const events = testEvents(EVENTS);
          const { position } = await client.appendToStream(stream, events);
          if (!position) throw new Error('no position');
          acknowledged.push({ stream, ids: events.map(({ id }) => id), position: position.commit });
          if (acknowledged.length === target) child.kill('SIGKILL');
        }
      });
      const outcomes = await Promise.allSettled(load);
      expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
      expect((await exited).signal).toBe('SIGKILL');
      await client.dispose();

      const node = await startEventStore({ dir });
      const reader = connect(node.url);
      const all = await collect(reader.readAll());
      const order = all.map(({ event }) => event?.id ?? '');
      const indexOf = new Map(order.map((id, index) => [id, index]));
      expect(indexOf.size).toBe(order.length);
      expect(order.slice(0, orderBefore.length)).toEqual(orderBefore);
      // The subscription began at the first event: what it showed is on disk, in the order it showed.
      expect(order.slice(0, seen.length)).toEqual(seen);
      for (const { ids, position } of acknowledged) {
        const last = indexOf.get(ids.at(-1) ?? '') ?? -1;
        expect(all[last]?.event?.position?.commit).toBe(position);
        expect(order.slice(last - EVENTS + 1, last + 1)).toEqual(ids);
      }
      for (let n = 0; n < STREAMS; n += 1) {
        const events = await collect(reader.readStream(`load-${n}`));
        expect(events.map(({ event }) => Number(event?.revision))).toEqual(events.map((_, index) => index));
        expect(events.length % EVENTS).toBe(0);
        const inAll = all.filter(({ event }) => event?.streamId === `load-${n}`);
        expect(inAll.map(({ event }) => event?.id)).toEqual(events.map(({ event }) => event?.id));
      }
      orderBefore = order;
      await reader.dispose();
      await node.stop();
    }
  },
  DEADLINE,
);
