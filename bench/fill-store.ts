// A job: fills an event store with events of realistic sizes, a stream with each append.
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { serveJob } from './support/job.ts';
import { realisticLog } from './support/realistic-log.ts';
import { type FillJob, type FillResult, streamEvents, streamName } from './support/storing.ts';

const atOnce = 16;
const different = 20_000;

await serveJob(async ({ store, streams }: FillJob): Promise<FillResult> => {
  const client = EventStoreDBClient.connectionString(store);
  const log = realisticLog(different);
  const startedAt = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < streams) {
      const n = next++;
      const start = (n * streamEvents) % different;
      const events = log
        .slice(start, start + streamEvents)
        .map(({ type, data, metadata }) => jsonEvent({ type, data: { ...data }, metadata: { ...metadata } }));
      await client.appendToStream(streamName(n), events);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const perSecond = (streams * streamEvents) / ((performance.now() - startedAt) / 1000);
  await client.dispose();
  return { perSecond };
});
