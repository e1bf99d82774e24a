import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { watchConnections } from '../../../embedded/event-store/serve/watch-connections.ts';
import { type EventStoreNode, startEventStore } from '../../../embedded/event-store/start-event-store.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { connect, temporaryDirectory, testEvents } from './with-event-store.ts';

/** Connections whose other end has gone without a word, as when a laptop sleeps or a cable is pulled. */
const keepalive = { time: 200, timeout: 800 };

let dir: string;
let node: EventStoreNode;
let wire: TcpProxy;
let openReads: number;
let connections: number;
let unwatch: () => void;
beforeEach(async () => {
  dir = temporaryDirectory();
  openReads = 0;
  connections = 0;
  const observer = {
    committed: () => undefined,
    gaveUp: () => undefined,
    diskFailed: () => undefined,
    readOpened() {
      openReads += 1;
      return () => {
        openReads -= 1;
      };
    },
  };
  node = await startEventStore({ dir, keepalive, observer });
  wire = await startTcpProxy(node.port);
  unwatch = watchConnections(node.port, () => {
    connections += 1;
    return () => {
      connections -= 1;
    };
  });
});
afterEach(async () => {
  unwatch();
  await wire.close();
  await node.stop();
  rmSync(dir, { recursive: true });
});

/** A client on the wire with a live subscription. */
async function subscribed() {
  const client = connect(node.url.replace(`${node.port}`, `${wire.port}`));
  let seen = 0;
  const subscription = client
    .subscribeToStream('a')
    .on('data', () => {
      seen += 1;
    })
    .on('error', () => undefined);
  await once(subscription, 'caughtUp');
  return { client, seen: () => seen };
}

test('a client that answers no more is dropped, with what it had open', async () => {
  const { client } = await subscribed();
  expect({ openReads, connections }).toEqual({ openReads: 1, connections: 1 });
  wire.stall();
  await waitUntil(() => openReads === 0);
  await waitUntil(() => connections === 0);
  await client.dispose();
});

test('one that says nothing but answers stays', async () => {
  const { client, seen } = await subscribed();
  const other = connect(node.url);
  const times = (keepalive.time + keepalive.timeout) * 2;
  const until = performance.now() + times;
  await waitUntil(() => performance.now() > until);
  expect({ openReads, connections }).toEqual({ openReads: 1, connections: 1 });
  await other.appendToStream('a', testEvents(1));
  await waitUntil(() => seen() === 1);
  await Promise.all([client.dispose(), other.dispose()]);
});
