import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { growthDuring } from '../memory.ts';
import { readyUrl } from '../node-process.ts';
import { appendBy, batchAppend, connectRaw, proposed, type RawClient, uuid } from '../raw-client.ts';
import { collect, testEvents } from '../with-event-store.ts';
import { faultyDisk } from './faulty-disk.ts';

const disk = faultyDisk();
const withDisk = disk ? test : test.skip;

let node: ReturnType<NonNullable<typeof disk>['spawnNode']> | undefined;
let client: EventStoreDBClient;
let raw: RawClient;
let stream: string;
let streams = 0;
beforeAll(async () => {
  node = disk?.spawnNode();
  if (!node) return;
  const url = await readyUrl(node.child);
  client = EventStoreDBClient.connectionString(url);
  raw = connectRaw(Number(new URL(url).port));
});
beforeEach(async () => {
  if (!disk) return;
  streams += 1;
  stream = `stalled-${streams}`;
  await client.appendToStream(stream, testEvents(1));
  disk.stall();
});
afterAll(async () => {
  raw?.close();
  await client?.dispose();
  node?.child.kill('SIGKILL');
  await node?.exited;
  disk?.remove();
});

/** With credentials the client uses Append, otherwise BatchAppend. */
const credentials = { username: 'admin', password: 'changeit' };

withDisk('writes behind a stalled flush are answered by their deadlines, and reads go on', async () => {
  const deadline = 500;
  const late = { type: 'deadline-exceeded' };
  await Promise.all([
    expect(client.appendToStream(stream, testEvents(1), { deadline })).rejects.toMatchObject(late),
    expect(client.appendToStream(stream, testEvents(1), { deadline, credentials })).rejects.toMatchObject(
      late,
    ),
    expect(client.deleteStream(stream, { deadline })).rejects.toMatchObject(late),
    expect(client.tombstoneStream(stream, { deadline })).rejects.toMatchObject(late),
  ]);
  expect(await collect(client.readStream(stream))).toHaveLength(1);
  disk?.flow();
  const { success } = await client.appendToStream('afterwards', testEvents(1));
  expect(success).toBe(true);
});

withDisk('more than the queue holds is answered by its deadline, each append once', async () => {
  const soon = Date.now() + 1_000;
  const answers = await batchAppend(raw, ...Array.from({ length: 9_000 }, () => appendBy(soon, stream)));
  const told = answers.map((answer) => answer.getError()?.getDetails()?.getTypeName());
  expect(new Set(told)).toEqual(new Set(['event_store.client.Timeout']));
  expect(new Set(answers.map((answer) => answer.getCorrelationId()?.getString())).size).toBe(9_000);
  disk?.flow();
  const { success } = await client.appendToStream('afterwards', testEvents(1));
  expect(success).toBe(true);
});

withDisk('while the queue is full, other calls wait for their turn and are not refused', async () => {
  const later = Date.now() + 60_000;
  const filling = batchAppend(raw, ...Array.from({ length: 6_000 }, () => appendBy(later, stream)));
  let answered = 0;
  const others = [
    client.appendToStream('append', testEvents(3), { credentials }),
    client.deleteStream('nothing').catch((error: Error) => error),
    client.tombstoneStream('tombstoned'),
  ].map((call) => call.finally(() => (answered += 1)));
  // Answered by the same node, after it has got those above.
  await collect(client.readStream(stream));
  expect(answered).toBe(0);
  disk?.flow();
  expect((await filling).filter((answer) => answer.hasSuccess())).toHaveLength(6_000);
  expect(await Promise.all(others)).toEqual([
    expect.objectContaining({ success: true }),
    expect.objectContaining({ type: 'wrong-expected-version' }),
    expect.anything(),
  ]);
  expect(await collect(client.readStream(stream))).toHaveLength(6_001);
});

withDisk(
  'what is sent meanwhile is left with its clients',
  async () => {
    const [CALLS, EACH, MB] = [8, 40, 1024 * 1024];
    const large = [proposed(uuid(), Buffer.alloc(MB, 1))];
    const soon = appendBy(Date.now() + 8_000, stream)
      .setProposedMessagesList(large)
      .serializeBinary();
    const bytes = Buffer.from(soon);
    let answers = 0;
    const growth = await growthDuring(node?.child.pid, async () => {
      const calls = Array.from({ length: CALLS }, async () => {
        const asIs = (message: Buffer): Buffer => message;
        const call = raw.makeBidiStreamRequest('/event_store.client.streams.Streams/BatchAppend', asIs, asIs);
        for (let n = 0; n < EACH; n += 1) call.write(bytes);
        call.end();
        for await (const _ of call) answers += 1;
      });
      await Promise.all(calls);
    });
    expect(answers).toBe(CALLS * EACH);
    expect(growth).toBeLessThan(0.6 * CALLS * EACH * MB);
    disk?.flow();
    const { success } = await client.appendToStream('afterwards', testEvents(1));
    expect(success).toBe(true);
  },
  60_000,
);
