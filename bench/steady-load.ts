// A job: a steady, moderate load on an event store: appends, reads of what was appended, and a live subscription.
import { setTimeout as delay } from 'node:timers/promises';
import { END, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { serveJob } from './support/job.ts';
import { sampleEvent } from './support/sample-event.ts';
import type { SteadyJob, SteadyResult } from './support/storing.ts';

const everyMs = 10;
const perAppend = 10;
const streams = 500;
const readEvents = 50;

await serveJob(async ({ store, seconds }: SteadyJob): Promise<SteadyResult> => {
  const client = EventStoreDBClient.connectionString(store);
  const { type, data, metadata } = sampleEvent();
  let seen = 0;
  const live = client.subscribeToAll({ fromPosition: END }).on('data', () => {
    seen += 1;
  });
  const startedAt = performance.now();
  let rounds = 0;
  for (; performance.now() - startedAt < seconds * 1000; rounds++) {
    const stream = `steady-${rounds % streams}`;
    const events = Array.from({ length: perAppend }, () => jsonEvent({ type, data, metadata }));
    await client.appendToStream(stream, events);
    for await (const { event } of client.readStream(stream, { maxCount: readEvents })) {
      if (!event) throw new Error('an event is gone');
    }
    await delay(Math.max(0, startedAt + (rounds + 1) * everyMs - performance.now()));
  }
  await live.unsubscribe();
  await client.dispose();
  return { appended: rounds * perAppend, seen };
});
