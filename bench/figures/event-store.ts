import { join } from 'node:path';
import type { AppendJob, AppendResult, CommitJob } from '../support/appending.ts';
import type { Measurement } from '../support/figure.ts';
import { runJob } from '../support/processes.ts';
import type { ReadJob, ReadResult } from '../support/projecting.ts';
import { realisticLog } from '../support/realistic-log.ts';
import { writeLog } from '../support/write-log.ts';

const inFlight = 64;
const unit = 'events/s';

/** The embedded event store by itself, through the EventStoreDB client. */
export const eventStore: Measurement = {
  name: 'event-store',
  async measure(environment) {
    const { events } = environment.options;
    const seconds = Math.max(2, Math.round(environment.options.seconds / 2));
    const reading = await environment.startEventStore();
    const appending = await environment.startEventStore();
    const append = async (atOnce: number, perAppend: number) => {
      const job: AppendJob = { store: appending.url, atOnce, perAppend, seconds };
      return (await runJob<AppendResult>('bench/append-events', job)).perSecond;
    };
    const commit = async (perCommit: number) => {
      const job: CommitJob = { dir: join(environment.dir, `lmdb-${perCommit}`), perCommit, seconds };
      return (await runJob<AppendResult>('bench/lmdb-commits', job)).perSecond;
    };
    try {
      const sequential = { value: await append(1, 1), ceiling: await commit(1) };
      const single = { value: await append(inFlight, 1), ceiling: await commit(inFlight) };
      const hundreds = { value: await append(8, 100), ceiling: await commit(800) };
      await writeLog(reading.url, realisticLog(events));
      const read = await runJob<ReadResult>('bench/raw-read', {
        store: reading.url,
        events,
      } satisfies ReadJob);
      return [
        {
          name: 'appends of one event, one after the other',
          value: sequential.value,
          unit,
          ceiling: { name: 'LMDB alone, one to a commit', value: sequential.ceiling },
        },
        {
          name: 'appends of one event, 64 in flight',
          value: single.value,
          unit,
          ceiling: { name: 'LMDB alone, 64 to a commit', value: single.ceiling },
          goal: { atLeast: 10_000 },
        },
        {
          name: 'appends of 100 events, 8 in flight',
          value: hundreds.value,
          unit,
          ceiling: { name: 'LMDB alone, 800 to a commit', value: hundreds.ceiling },
          goal: { atLeast: 25_000 },
        },
        { name: 'events read from $all', value: read.read, unit, goal: { atLeast: 40_000 } },
        { name: 'catch-up subscription to $all', value: read.subscribed, unit, goal: { atLeast: 30_000 } },
      ];
    } finally {
      await Promise.all([reading.stop(), appending.stop()]);
    }
  },
};
