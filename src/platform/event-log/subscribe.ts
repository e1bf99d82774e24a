import { once } from 'node:events';
import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  excludeSystemEvents,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { LogPosition } from '../../core/define-events.ts';
import type { EventCatalog } from '../../core/event-catalog.ts';
import { startOfLog } from '../../core/log-position.ts';
import { type EventBatch, type KnownEvent, LogDivergedError } from '../../core/ports.ts';
import { pause } from '../../runtime/pause.ts';
import { decodeLogged } from './decode-event.ts';
import { eventBuffer } from './event-buffer.ts';
import { pauseAfter } from './with-retry.ts';

interface Options {
  readonly from: LogPosition | null;
  /** The last event that was read; null: not known. */
  readonly last?: KnownEvent | null;
  readonly batchSize: number;
  /** Only the events of these streams; of all where it is missing. */
  readonly categories?: readonly string[];
  readonly signal: AbortSignal;
  /** Whether the log has that event. */
  readonly has: (event: KnownEvent) => Promise<boolean>;
  /** Told of each lost connection; the subscription goes on by itself. */
  readonly onLost: (error: unknown) => void;
}

/** Filtered stretches of the log report a checkpoint after this many server windows of 32 events. */
const checkpointIntervals = { all: 32, someCategories: 1 };

/** A batch with larger events has fewer. */
const batchBytes = 4 * 2 ** 20;

/**
 * Reads `$all` without system events, for ever, resuming where it stopped when the connection is lost.
 * Buffers at most two batches; past that the server is made to wait. Throws {@link LogDivergedError} where the log
 * that it connects to does not have the last event.
 */
export async function* subscribe(
  client: EventStoreDBClient,
  catalog: EventCatalog,
  { onLost, has, ...options }: Options,
): AsyncGenerator<EventBatch> {
  const { signal } = options;
  let position = options.from;
  let last = options.last ?? null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (last && !(await has(last))) throw new LogDivergedError();
      for await (const batch of connection(client, catalog, { ...options, from: position })) {
        failures = 0;
        position = batch.position;
        last = batch.events.at(-1)?.event ?? last;
        yield batch;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LogDivergedError) throw error;
      onLost(error);
      failures += 1;
      await pause(pauseAfter(failures), signal);
    }
  }
}

async function* connection(
  client: EventStoreDBClient,
  catalog: EventCatalog,
  { from, batchSize, categories, signal }: Omit<Options, 'last' | 'has' | 'onLost'>,
): AsyncGenerator<EventBatch> {
  const buffer = eventBuffer();
  let reached = from ?? startOfLog;
  let checkpointed = false;
  let live = false;
  let failure: unknown;
  const wake = new EventTarget();
  const woken = () => wake.dispatchEvent(new Event('wake'));

  const checkpointReached = (_: AllStreamSubscription, position: LogPosition) => {
    // Events that the stream still holds back come before the checkpoint: they will move the position.
    if (subscription.readableLength > 0) return;
    reached = position;
    checkpointed = true;
    woken();
  };
  const subscription: AllStreamSubscription = client.subscribeToAll({
    fromPosition: from ?? START,
    filter: categories
      ? streamNameFilter({
          prefixes: categories.map((category) => `${category}-`),
          checkpointInterval: checkpointIntervals.someCategories,
          checkpointReached,
        })
      : excludeSystemEvents({ checkpointInterval: checkpointIntervals.all, checkpointReached }),
  });
  subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
    if (!event) return;
    buffer.push(decodeLogged(catalog, event));
    reached = event.position;
    if (buffer.length >= 2 * batchSize || buffer.bytes >= 2 * batchBytes) subscription.pause();
    if (buffer.length === 1 || buffer.length >= batchSize || buffer.bytes >= batchBytes) woken();
  });
  subscription.on('caughtUp', () => {
    live = true;
    woken();
  });
  subscription.on('fellBehind', () => {
    live = false;
  });
  const fail = (error: unknown) => {
    failure = error;
    woken();
  };
  subscription.on('error', fail);
  subscription.on('end', () => fail(new Error('the subscription ended')));
  signal.addEventListener('abort', woken);

  /** Nothing is buffered, here or, while paused, in the stream. */
  const drained = () => buffer.length === 0 && subscription.readableLength === 0;

  try {
    let announced = false;
    while (!signal.aborted) {
      const announce = live && !announced && drained();
      if (buffer.length === 0 && !checkpointed && !announce) {
        if (failure) throw failure;
        await once(wake, 'wake');
        continue;
      }
      const { events, bytes } = buffer.take({ events: batchSize, bytes: batchBytes });
      const last = events.at(-1);
      const position = buffer.length > 0 && last ? last.event.position : reached;
      checkpointed = false;
      announced = live && drained();
      if (buffer.length < batchSize && buffer.bytes < batchBytes) subscription.resume();
      yield { events, bytes, position, live: announced };
    }
  } finally {
    signal.removeEventListener('abort', woken);
    subscription.removeAllListeners('data');
    // What it still has to say, it says to nobody. Nothing waits for it: it may still be looking for a
    // server.
    subscription.on('error', () => {});
    subscription.unsubscribe().catch(() => {});
  }
}
