import { EventStoreDBClient } from '@eventstore/db-client';
import { v7 } from 'uuid';
import type { LogPosition } from '../../../src/core/define-events.ts';
import type { EventBatch, EventLog, KnownEvent, NewEvent } from '../../../src/core/ports.ts';
import { catalog } from '../../../src/events/index.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { type EventStoreProcess, startEventStoreProcess } from '../../support/event-store-process.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { testMetadata } from '../../support/test-context.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** An event of the product with a number in it. */
export function numbered(n: number, size = 0): NewEvent {
  const data = { userId: v7(), displayName: `${n}`.padEnd(size, ' '), timeZone: null };
  return { id: v7(), type: 'UserProfileChanged', data, meta: testMetadata };
}

export const streamOf = () => `user-${v7()}`;

/** Appends events 0 to `count` - 1 to a new stream, in portions. Answers its name. */
export async function fill(log: EventLog, count: number, size = 0): Promise<string> {
  const stream = streamOf();
  for (let n = 0; n < count; n += 100) {
    const portion = Array.from({ length: Math.min(100, count - n) }, (_, index) => numbered(n + index, size));
    await log.append(stream, n - 1, portion);
  }
  return stream;
}

/** A subscription, and what it has delivered so far. */
export function follow(
  log: EventLog,
  {
    from = null,
    batchSize = 50,
    ...options
  }: {
    from?: LogPosition | null;
    last?: KnownEvent;
    batchSize?: number;
    categories?: readonly string[];
  } = {},
) {
  const stopping = new AbortController();
  const batches: EventBatch[] = [];
  const run = async () => {
    for await (const batch of log.subscribe({ from, batchSize, signal: stopping.signal, ...options }))
      batches.push(batch);
  };
  const ended = run();
  return {
    batches,
    ended,
    /** `stream@revision` of every event, or `!type` for an undecodable one. */
    seen: () => batches.flatMap(({ events }) => events.map(nameOf)),
    live: () => waitUntil(() => batches.at(-1)?.live),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

const nameOf = ({ ok, event }: EventBatch['events'][number]) =>
  ok ? `${event.stream}@${event.revision}` : `!${event.type}`;

/** The names that `follow` gives the events of a stream. */
export const namesOf = (stream: string, count: number) =>
  Array.from({ length: count }, (_, revision) => `${stream}@${revision}`);

/**
 * A store of a test file's own, its log over a wire that can be cut, and a client for what the log would not
 * write.
 */
export async function startLog(patienceMs = 5000) {
  const store: EventStoreProcess = await startEventStoreProcess();
  const proxy: TcpProxy = await startTcpProxy(store.port);
  const lost: unknown[] = [];
  const url = `esdb://127.0.0.1:${proxy.port}?tls=false`;
  const open = (patience = patienceMs) =>
    createEventLog({ url, catalog, patienceMs: patience, onLost: (error) => lost.push(error) });
  const log = open();
  return {
    store,
    proxy,
    /** What broke subscriptions so far. */
    lost,
    log,
    /** Another client over the same wire. */
    open,
    /** A client past the wire; not for use while the wire is cut. */
    raw: EventStoreDBClient.connectionString(store.url),
    async stop() {
      await log.close();
      await this.raw.dispose();
      await proxy.close();
      await store.stop();
    },
  };
}
