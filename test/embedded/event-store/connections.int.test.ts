import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.ts';
import { collect, connect, testEvents, withEventStore } from './with-event-store.ts';

let store: Awaited<ReturnType<typeof withEventStore>>;
beforeAll(async () => {
  store = await withEventStore();
});
afterAll(() => store.stop());

const serves = async (): Promise<boolean> => {
  const { success } = await store.client.appendToStream('serves', testEvents(1));
  return success;
};

const openSocket = async (): Promise<Socket> => {
  const socket = connectTcp(store.node.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

test('an HTTP/1.1 request is refused in its own language or ended', async () => {
  const socket = await openSocket();
  socket.end('GET /streams/a HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const answer = await text(socket);
  expect(answer).not.toContain('200');
  expect(await serves()).toBe(true);
});

test('bytes that are no HTTP/2 end the connection, and no other', async () => {
  const socket = await openSocket();
  socket.write(Buffer.alloc(100_000, 0xa5));
  await once(socket.resume(), 'close');
  expect(await serves()).toBe(true);
});

test('connections that say nothing, or stop in the middle, do not keep others waiting', async () => {
  const silent = await Promise.all(Array.from({ length: 200 }, openSocket));
  const session = connectHttp2(`http://127.0.0.1:${store.node.port}`);
  const call = session.request({
    ':method': 'POST',
    ':path': '/event_store.client.streams.Streams/BatchAppend',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  // The head of a message of 1,000 bytes, and no more.
  call.write(Buffer.from([0, 0, 0, 3, 232, 1, 2, 3]));
  expect(await serves()).toBe(true);
  for (const socket of silent) socket.resetAndDestroy();
  session.destroy();
  expect(await serves()).toBe(true);
});

test('a connection that says nothing is asked whether it is still there', async () => {
  const session = connectHttp2(`http://127.0.0.1:${store.node.port}`);
  await once(session, 'ping', { signal: AbortSignal.timeout(30_000) });
  session.destroy();
});

test('a client that vanishes in the middle of a subscription leaves nothing behind', async () => {
  const client = connect(store.node.url);
  const subscription = client.subscribeToAll().on('data', () => undefined);
  await once(subscription, 'caughtUp');
  subscription.on('error', () => undefined);
  await client.dispose();
  expect(await serves()).toBe(true);
});

test('1,000 clients at once, each appending and reading, lose nothing', async () => {
  const CLIENTS = 1_000;
  const before = process.memoryUsage().rss;
  const clients = Array.from({ length: CLIENTS }, () => connect(store.node.url));
  const revisions = await Promise.all(
    clients.map(async (client, n) => {
      const { nextExpectedRevision } = await client.appendToStream('shared', testEvents(2));
      await client.appendToStream(`own-${n}`, testEvents(1));
      expect(await collect(client.readStream(`own-${n}`))).toHaveLength(1);
      return Number(nextExpectedRevision);
    }),
  );
  expect(revisions.sort((a, b) => a - b)).toEqual(Array.from({ length: CLIENTS }, (_, n) => 2 * n + 1));
  expect(await collect(store.client.readStream('shared'))).toHaveLength(2 * CLIENTS);
  // The clients, which are in this process too, included.
  expect(process.memoryUsage().rss - before).toBeLessThan(1_000_000_000);
  await Promise.all(clients.map((client) => client.dispose()));
  await waitUntil(serves);
});
