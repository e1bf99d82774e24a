import { createReadModelStore } from '../platform/read-model-store.ts';
import { projections } from '../projections/index.ts';
import { runProjections } from '../runtime/projections/run-projections.ts';
import type { Foundation } from './foundation.ts';
import type { Resources } from './resources.ts';

/** Keeps the read models up to date until it is stopped. */
export async function startProjector(foundation: Foundation, resources: Resources): Promise<undefined> {
  const { databaseUrl, log, clock, logger, metrics } = foundation;
  const stopping = new AbortController();
  const running = runProjections({
    projections,
    log,
    store: createReadModelStore(databaseUrl),
    clock,
    logger,
    metrics: {
      batch({ events, seconds }) {
        metrics.projected.inc(events);
        metrics.batches.observe(seconds);
      },
      // The gauges of the lag are read from what readers are told.
      lag: () => {},
    },
    signal: stopping.signal,
  });
  resources.started(async () => {
    stopping.abort();
    await running;
  });
}
