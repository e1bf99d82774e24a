// A job: reads whole streams of an event store, chosen at random, one after the other.
import { EventStoreDBClient } from '@eventstore/db-client';
import { serveJob } from './support/job.ts';
import { createRandom } from './support/random.ts';
import { type ReadStreamsJob, type ReadStreamsResult, streamEvents, streamName } from './support/storing.ts';

const warmUp = 200;

await serveJob(async ({ store, streams, reads }: ReadStreamsJob): Promise<ReadStreamsResult> => {
  const client = EventStoreDBClient.connectionString(store);
  const random = createRandom(2);
  const times: number[] = [];
  for (let read = 0; read < warmUp + reads; read++) {
    const startedAt = performance.now();
    let events = 0;
    for await (const _ of client.readStream(streamName(random.below(streams)))) events += 1;
    if (events !== streamEvents) throw new Error(`a stream has ${events} events, not ${streamEvents}`);
    if (read >= warmUp) times.push(performance.now() - startedAt);
  }
  await client.dispose();
  return { p50: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN };
});
