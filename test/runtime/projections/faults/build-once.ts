import { migrateToLatest } from '../../../../src/platform/migrate.ts';
import { createReadModelStore } from '../../../../src/platform/read-model-store.ts';
import { systemClock } from '../../../../src/platform/system-clock.ts';
import { projections } from '../../../../src/projections/index.ts';
import { runProjections } from '../../../../src/runtime/projections/run-projections.ts';

const withinMs = 300_000;

/** Builds all read models from the start of the log, of so many events, in an empty database. */
export async function buildOnce(
  log: Parameters<typeof runProjections>[0]['log'],
  database: string,
  events: number,
): Promise<void> {
  await migrateToLatest(database);
  const done = new AbortController();
  const late = AbortSignal.timeout(withinMs);
  let projected = 0;
  await runProjections({
    projections,
    log,
    store: createReadModelStore(database),
    clock: systemClock,
    metrics: {
      batch(report) {
        projected += report.events;
        if (projected >= events) done.abort();
      },
      lag: () => {},
    },
    signal: AbortSignal.any([done.signal, late]),
  });
  if (projected !== events) throw new Error(`${projected} events were projected from a log of ${events}`);
}
