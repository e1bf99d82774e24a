import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { growthDuring } from './memory.ts';
import { readyUrl, spawnNode } from './node-process.ts';
import { connectRaw, part, proposed, uuid } from './raw-client.ts';
import { connect, temporaryDirectory } from './with-event-store.ts';

const MB = 1024 * 1024;
const EVENT = 0.8 * MB;
const EVENTS = 200;
/** Hundreds of megabytes are written and read, on a machine that may be busy. */
const DEADLINE = 150_000;

let dir: string;
let node: ReturnType<typeof spawnNode>;
let client: EventStoreDBClient;
let port: number;
beforeEach(async () => {
  dir = temporaryDirectory();
  node = spawnNode(dir);
  const url = await readyUrl(node.child);
  port = Number(new URL(url).port);
  client = connect(url);
});
afterEach(async () => {
  await client.dispose();
  node.child.kill('SIGTERM');
  await node.exited;
  rmSync(dir, { recursive: true });
});

const large = (n: number) =>
  binaryEvent({ type: 'Large', data: new Uint8Array(EVENT).fill(n), metadata: Uint8Array.of(n) });

test(
  'subscribers that stop reading cost a fraction of what they have not read, and lose nothing',
  async () => {
    const READERS = 2;
    const readers = Array.from({ length: READERS }, () => client.subscribeToStream('large'));
    const seen = readers.map(() => 0);
    for (const [n, reader] of readers.entries())
      reader.on('data', () => {
        seen[n] = (seen[n] ?? 0) + 1;
      });
    await Promise.all(readers.map((reader) => once(reader, 'caughtUp')));
    for (const reader of readers) reader.pause();

    const growth = await growthDuring(node.child.pid, async () => {
      for (let n = 0; n < EVENTS; n += 1) await client.appendToStream('large', large(n));
    });
    expect(growth).toBeLessThan(0.4 * READERS * EVENTS * EVENT);
    expect(Math.max(...seen)).toBeLessThan(EVENTS);

    const all = Promise.all(
      readers.map(
        (reader, n) =>
          new Promise<void>((resolve) => {
            reader.on('data', () => {
              if (seen[n] === EVENTS) resolve();
            });
          }),
      ),
    );
    for (const reader of readers) reader.resume();
    await all;
    await Promise.all(readers.map((reader) => reader.unsubscribe()));
  },
  DEADLINE,
);

test(
  'a client that sends faster than the disk takes is slowed, and every append is answered',
  async () => {
    const raw = connectRaw(port);
    const call = raw.batchAppend();
    const answers: streams.BatchAppendResp[] = [];
    call.on('data', (answer: streams.BatchAppendResp) => answers.push(answer));
    const data = new Uint8Array(EVENT).fill(7);
    const growth = await growthDuring(node.child.pid, async () => {
      for (let n = 0; n < EVENTS; n += 1) call.write(part(uuid(), 'fast', true, [proposed(uuid(), data)]));
      call.end();
      await once(call, 'end');
    });
    raw.close();
    expect(answers.filter((answer) => answer.hasSuccess())).toHaveLength(EVENTS);
    expect(growth).toBeLessThan(0.75 * EVENTS * EVENT);
  },
  DEADLINE,
);
