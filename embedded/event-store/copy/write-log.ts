import type { EventStoreDBClient } from '@eventstore/db-client';
import { openRunAppender } from './append-runs.ts';
import { isTombstone, type LoggedEvent } from './logged-event.ts';
import type { Numbering } from './numbering.ts';
import { extendRun, type Run, startRun } from './runs.ts';
import { within } from './within.ts';

const PATIENCE = 30_000;

/**
 * Appends the events in their order, and resolves when all are acknowledged. When `signal` aborts, what was
 * sent is waited for.
 * @throws Error when the target refuses an event or does not answer, and when it was stopped
 */
export async function writeLog(
  log: AsyncIterable<LoggedEvent>,
  target: EventStoreDBClient,
  numbering: Numbering,
  signal: AbortSignal,
  onAcknowledged: (events: number) => void,
): Promise<void> {
  const appender = await openRunAppender(target, onAcknowledged);
  let run: Run | undefined;
  const send = async (): Promise<void> => {
    const full = run;
    run = undefined;
    if (full) await appender.add(full);
  };
  try {
    for await (const event of log) {
      if (isTombstone(event)) {
        await send();
        await appender.settled();
        await tombstone(target, event.stream);
        onAcknowledged(1);
        continue;
      }
      const revision = numbering.of(event);
      if (run && extendRun(run, event, revision)) continue;
      await send();
      run = startRun(event, revision);
    }
    await send();
    await appender.settled();
  } catch (error) {
    if (signal.aborted) await appender.settled();
    throw error;
  } finally {
    appender.close();
  }
}

/** Whatever the revision: the events before it are there, and nobody else writes. */
function tombstone(target: EventStoreDBClient, stream: string) {
  return within(PATIENCE, `the target did not delete ${stream}`, target.tombstoneStream(stream));
}
