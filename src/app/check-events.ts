import { isAfter } from '../core/log-position.ts';
import type { UndecodableEvent } from '../core/ports.ts';
import { catalog } from '../events/index.ts';
import { createEventLog } from '../platform/event-log/create-event-log.ts';

/** What came of reading the whole log through today's schemas and upcasters. */
export interface CheckedEvents {
  /** Events that were read. */
  readonly events: number;
  /** Those that do not parse, counted by type and reason. */
  readonly bad: readonly { readonly type: string; readonly reason: string; readonly events: number }[];
  readonly first: UndecodableEvent | null;
}

interface Options {
  /** EventStoreDB connection string. */
  readonly url: string;
  /** Go on behind the first event that does not parse. */
  readonly all: boolean;
  /** `share`: how much of the log has been read, from 0 to 1. */
  onProgress(events: number, share: number): void;
  readonly signal: AbortSignal;
}

/** The largest events are of 1 MiB, and two batches are in memory. */
const batchSize = 250;
/** Kinds of failure that are told apart; a log that is not ours might have any number. */
const mostKinds = 1_000;
/** How long the event store may be silent, milliseconds. */
const patienceMs = 30_000;

/**
 * Reads the log from its start to where it ended at the beginning, keeping nothing of it. Throws
 * LogUnavailableError where the event store does not answer, Error where it falls silent.
 */
export async function checkEvents({ url, all, onProgress, signal }: Options): Promise<CheckedEvents> {
  const log = createEventLog({ url, catalog });
  const ending = new AbortController();
  const stopping = AbortSignal.any([signal, ending.signal]);
  const kinds = new Map<string, { type: string; reason: string; events: number }>();
  let first: UndecodableEvent | null = null;
  let events = 0;
  const timer = setTimeout(() => ending.abort(), patienceMs);
  try {
    const head = await log.head();
    for await (const batch of log.subscribe({ from: null, batchSize, signal: stopping })) {
      timer.refresh();
      for (const { ok, event } of batch.events) {
        if (isAfter(event.position, head)) break;
        events += 1;
        if (ok) continue;
        first ??= event;
        count(kinds, event);
        if (!all) break;
      }
      if (first && !all) break;
      onProgress(
        events,
        head.commit === 0n ? 1 : Number((batch.position.commit * 1_000n) / head.commit) / 1_000,
      );
      if (batch.live || !isAfter(head, batch.position)) break;
    }
    signal.throwIfAborted();
    if (ending.signal.aborted) throw new Error(`the event store has said nothing for ${patienceMs / 1000} s`);
    const bad = [...kinds.values()].sort((a, b) => b.events - a.events);
    return { events, bad, first };
  } finally {
    clearTimeout(timer);
    ending.abort();
    await log.close();
  }
}

function count(
  kinds: Map<string, { type: string; reason: string; events: number }>,
  { type, error }: UndecodableEvent,
): void {
  const name = JSON.stringify([type, error]);
  const kind = kinds.get(name);
  if (kind) kind.events += 1;
  else if (kinds.size < mostKinds) kinds.set(name, { type, reason: error, events: 1 });
}
