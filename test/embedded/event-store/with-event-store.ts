import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, type JSONEventType, jsonEvent } from '@eventstore/db-client';
import { startEventStore } from '../../../embedded/event-store/start-event-store.ts';
import { connectRaw } from './raw-client.ts';

export type TestEvent = JSONEventType<string, { n: number }>;

/** A node on a directory of its own and clients of it: the package's, and one of the bare protocol. */
export async function withEventStore() {
  const dir = temporaryDirectory();
  let node = await startEventStore({ dir });
  let client = connect(node.url);
  let raw = connectRaw(node.port);
  const leave = async () => {
    raw.close();
    await client.dispose();
    await node.stop();
  };
  return {
    dir,
    get node() {
      return node;
    },
    get client() {
      return client;
    },
    get raw() {
      return raw;
    },
    async restart() {
      await leave();
      node = await startEventStore({ dir });
      client = connect(node.url);
      raw = connectRaw(node.port);
    },
    async stop() {
      await leave();
      rmSync(dir, { recursive: true });
    },
  };
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'event-store-'));
}

export function connect(url: string): EventStoreDBClient {
  return EventStoreDBClient.connectionString(url);
}

export function testEvent(n: number, type = 'Tested', id?: string) {
  return jsonEvent<TestEvent>({ ...(id === undefined ? {} : { id }), type, data: { n } });
}

export function testEvents(count: number, type?: string) {
  return Array.from({ length: count }, (_, n) => testEvent(n, type));
}

/** Everything an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
