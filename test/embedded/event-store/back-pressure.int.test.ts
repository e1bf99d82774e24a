import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readyUrl, spawnNode } from './node-process.ts';
import { connectRaw, part, proposed, uuid } from './raw-client.ts';
import { connect, temporaryDirectory } from './with-event-store.ts';

const MB = 1024 * 1024;
const EVENT = 0.8 * MB;
const EVENTS = 200;
/** Hundreds of megabytes are written and read, on a machine that may be busy. */
const DEADLINE = 150_000;
const run = promisify(execFile);

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

/** Bytes of memory that the node has to itself; what is mapped of its file the system takes back at will. */
async function memory(): Promise<number> {
  const pid = String(node.child.pid);
  const { stdout } = await run('sh', [
    '-c',
    `awk '/^RssAnon/ { print $2 }' /proc/${pid}/status 2>/dev/null || ps -o rss= -p ${pid}`,
  ]);
  return Number(stdout) * 1024;
}

/** The most memory that the node has while the work goes on, beyond what it had before. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = await memory();
  let most = before;
  let isDone = false;
  const done = work().finally(() => {
    isDone = true;
  });
  while (!isDone) most = Math.max(most, await memory());
  await done;
  return Math.max(most, await memory()) - before;
}

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

    const growth = await growthDuring(async () => {
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
    const growth = await growthDuring(async () => {
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
