// A job: appends events to an event store, as many calls in flight as it is told.
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { AppendJob, AppendResult } from './support/appending.ts';
import { serveJob } from './support/job.ts';
import { sampleEvent } from './support/sample-event.ts';

const streams = 2000;

await serveJob(async ({ store, atOnce, perAppend, seconds }: AppendJob): Promise<AppendResult> => {
  const client = EventStoreDBClient.connectionString(store);
  const { type, data, metadata } = sampleEvent();
  const run = async (untilMs: number) => {
    const startedAt = performance.now();
    let appended = 0;
    const worker = async () => {
      while (performance.now() - startedAt < untilMs) {
        appended += 1;
        const events = Array.from({ length: perAppend }, () => jsonEvent({ type, data, metadata }));
        await client.appendToStream(`appended-${appended % streams}`, events);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return (appended * perAppend) / ((performance.now() - startedAt) / 1000);
  };
  await run(1000);
  const perSecond = await run(seconds * 1000);
  await client.dispose();
  return { perSecond };
});
