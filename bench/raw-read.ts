// A job: reads the whole log with the EventStoreDB client and does nothing with it.
import { EventStoreDBClient, excludeSystemEvents, START } from '@eventstore/db-client';
import { serveJob } from './support/job.ts';
import type { ReadJob, ReadResult } from './support/projecting.ts';

await serveJob(async ({ store, events }: ReadJob): Promise<ReadResult> => {
  const client = EventStoreDBClient.connectionString(store);
  const rate = async (pass: () => Promise<void>) => {
    const startedAt = performance.now();
    await pass();
    return events / ((performance.now() - startedAt) / 1000);
  };
  const read = await rate(async () => {
    let seen = 0;
    for await (const { event } of client.readAll({ fromPosition: START, maxCount: events + 1000 })) {
      if (event && !event.type.startsWith('$')) seen += 1;
    }
    if (seen < events) throw new Error(`the log has ${seen} events, not ${events}`);
  });
  const subscribed = await rate(
    () =>
      new Promise((resolve, reject) => {
        let seen = 0;
        const subscription = client.subscribeToAll({ fromPosition: START, filter: excludeSystemEvents() });
        subscription.on('error', reject).on('data', () => {
          seen += 1;
          if (seen === events) resolve(subscription.unsubscribe());
        });
      }),
  );
  await client.dispose();
  return { read, subscribed };
});
