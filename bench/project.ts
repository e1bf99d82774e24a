// A job: builds read models from the start of the log with the projector's code, until all events are visible.
import { catalog } from '../src/events/index.ts';
import { createEventLog } from '../src/platform/event-log/create-event-log.ts';
import { createReadModelStore } from '../src/platform/read-model-store.ts';
import { systemClock } from '../src/platform/system-clock.ts';
import { projections } from '../src/projections/index.ts';
import { runProjections } from '../src/runtime/projections/run-projections.ts';
import { serveJob } from './support/job.ts';
import type { ProjectJob, ProjectResult } from './support/projecting.ts';

await serveJob(async ({ store, database, events, only }: ProjectJob): Promise<ProjectResult> => {
  const log = createEventLog({ url: store, catalog });
  const stopping = new AbortController();
  let done = 0;
  const startedAt = performance.now();
  let endedAt = startedAt;
  await runProjections({
    projections: projections.filter(({ name }) => only === null || name === only),
    log,
    store: createReadModelStore(database),
    clock: systemClock,
    logger: { info: () => {}, warn: () => {}, error: fail },
    metrics: {
      batch(report) {
        done += report.events;
        if (done < events) return;
        endedAt = performance.now();
        stopping.abort();
      },
      lag: () => {},
    },
    signal: stopping.signal,
  });
  await log.close();
  return { seconds: (endedAt - startedAt) / 1000, peakMegabytes: process.resourceUsage().maxRSS / 1000 };
});

/** Dead letters would make the figure wrong. */
function fail(message: string, fields: object = {}): never {
  process.stderr.write(`${message}: ${JSON.stringify(fields)}\n`);
  process.exit(1);
}
