import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import type { Measurement } from '../support/figure.ts';
import { runJob, type Server, startServer } from '../support/processes.ts';
import type { FillJob, FillResult, ReadStreamsJob, ReadStreamsResult } from '../support/storing.ts';
import { streamEvents } from '../support/storing.ts';

const fewEvents = 50_000;
const reads = 1_000;
const rounds = 3;

type Store = {
  readonly server: Server;
  readonly streams: number;
  readonly openMs: number;
  readonly written: number;
};

/** The embedded event store with many events, beside one with few: time to open, and reads of one stream. */
export const storeSize: Measurement = {
  name: 'store-size',
  async measure(environment) {
    const { storeEvents } = environment.options;
    const few = await filled(environment, fewEvents);
    const many = await filled(environment, storeEvents).catch(async (error) => {
      await few.server.stop();
      throw error;
    });
    try {
      const ratios: number[] = [];
      const p50s = { few: 0, many: 0 };
      for (let round = 0; round < rounds; round++) {
        p50s.few = await p50(few);
        p50s.many = await p50(many);
        ratios.push(p50s.many / p50s.few);
      }
      const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
      return [
        {
          name: `opening ${storeEvents.toLocaleString('en')} events`,
          value: many.openMs,
          unit: 'ms',
          goal: { atMost: 2_000 },
          details: { of_50000: few.openMs, eventsPerSecondWritten: many.written },
        },
        {
          name: `a random stream of ${storeEvents.toLocaleString('en')} events / of 50,000, p50`,
          value: ratio,
          unit: '×',
          goal: { atMost: 1.5 },
          details: p50s,
        },
      ];
    } finally {
      await Promise.all([few.server.stop(), many.server.stop()]);
    }
  },
};

/** A store that was filled, stopped and opened again. */
async function filled(environment: Environment, events: number): Promise<Store> {
  const options = ['--dir', join(environment.dir, `store-of-${events}`)];
  const streams = Math.ceil(events / streamEvents);
  const filling = await startServer('embedded/event-store/main', options);
  const job: FillJob = { store: filling.url, streams };
  const { perSecond } = await runJob<FillResult>('bench/fill-store', job, 60_000 + events).finally(() =>
    filling.stop(),
  );
  const startedAt = performance.now();
  const server = await startServer('embedded/event-store/main', options);
  return { server, streams, openMs: performance.now() - startedAt, written: perSecond };
}

async function p50({ server, streams }: Store): Promise<number> {
  const job: ReadStreamsJob = { store: server.url, streams, reads };
  return (await runJob<ReadStreamsResult>('bench/read-streams', job)).p50;
}
