import { setTimeout as delay } from 'node:timers/promises';
import type { EventBatch } from '../../core/ports.ts';

interface GatherOptions {
  /** A batch with this many events is passed on at once; what comes out has less than twice as many. */
  readonly batchSize: number;
  /** The same for the size of its events, bytes. Default 4 MiB. */
  readonly batchBytes?: number;
  /** How long a smaller one waits for more, milliseconds. */
  readonly lingerMs: number;
  /**
   * How long after the one before a smaller one is passed on at the earliest, milliseconds: under load a
   * transaction for a few events costs more than they do. Asked for each batch; default 0.
   */
  readonly intervalMs?: () => number;
}

/**
 * Joins small batches that come within a few milliseconds of each other, and asks for the next one while the
 * last is being worked on. To leave, end the source first: a generator that waits for it cannot be ended.
 */
export async function* gatherBatches(
  source: AsyncIterable<EventBatch>,
  { batchSize, batchBytes = 4 * 2 ** 20, lingerMs, intervalMs = () => 0 }: GatherOptions,
): AsyncGenerator<EventBatch> {
  const batches = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<EventBatch>> => {
    const answer = batches.next();
    // It is awaited later; until then a failure is nobody's.
    answer.catch(() => {});
    return answer;
  };
  let next = ask();
  let rested: Promise<unknown> = Promise.resolve();
  for (;;) {
    const first = await next;
    if (first.done) return;
    next = ask();
    let batch = first.value;
    const small = () => batch.events.length < batchSize && batch.bytes < batchBytes;
    if (batch.events.length > 0 && small() && lingerMs > 0) {
      const events = [...batch.events];
      const timeIsUp = Promise.all([rested, delay(lingerMs)]).then(() => null);
      while (small()) {
        const more = await Promise.race([next, timeIsUp]);
        if (more === null || more.done) break;
        next = ask();
        for (const event of more.value.events) events.push(event);
        batch = { ...more.value, events, bytes: batch.bytes + more.value.bytes };
      }
    }
    rested = delay(intervalMs(), undefined, { ref: false });
    yield batch;
  }
}
