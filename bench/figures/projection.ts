import type { Environment } from '../support/environment.ts';
import type { Figure, Measurement } from '../support/figure.ts';
import { runJob } from '../support/processes.ts';
import type { InsertResult, ProjectJob, ProjectResult, ReadJob, ReadResult } from '../support/projecting.ts';
import { realisticLog } from '../support/realistic-log.ts';
import { writeLog } from '../support/write-log.ts';

/** A million events take about three minutes. */
const withinMs = 900_000;

export const keyResultsAlone = 'projection from 0, key results alone';

/** Read models from the start of the log, beside the fastest ways to read a log and to write rows. */
export const projection: Measurement = {
  name: 'projection',
  async measure(environment) {
    await environment.stopProduct();
    const { events } = environment.options;
    const store = await environment.startEventStore();
    await writeLog(store.url, realisticLog(events));
    try {
      const spare = await environment.createDatabase();
      const read = await runJob<ReadResult>(
        'bench/raw-read',
        { store: store.url, events } satisfies ReadJob,
        withinMs,
      );
      const before = await insert(spare, events);
      const all = await project(environment, store.url, null);
      const between = await insert(spare, events);
      const alone = await project(environment, store.url, 'key-results');
      return figures(all, alone, read, (before + between) / 2);
    } finally {
      await store.stop();
    }
  },
};

const insert = async (database: string, events: number) =>
  (await runJob<InsertResult>('bench/set-insert', { database, events }, withinMs)).perSecond;

interface Projected {
  readonly perSecond: number;
  readonly peakMegabytes: number;
}

async function project(environment: Environment, store: string, only: string | null): Promise<Projected> {
  const { events } = environment.options;
  const job: ProjectJob = { store, database: await environment.createDatabase(), events, only };
  const { seconds, peakMegabytes } = await runJob<ProjectResult>('bench/project', job, withinMs);
  return { perSecond: events / seconds, peakMegabytes };
}

function figures(all: Projected, alone: Projected, read: ReadResult, setBased: number): Figure[] {
  const unit = 'events/s';
  return [
    {
      name: 'projection from 0, all read models',
      value: all.perSecond,
      unit,
      ceiling: { name: 'set-based insert', value: setBased },
      goal: { ratio: 0.5 },
      details: { perCent_of_raw_read: (100 * all.perSecond) / read.read },
    },
    {
      name: 'memory of the projector, peak',
      value: all.peakMegabytes,
      unit: 'MB',
      goal: { atMost: 400 },
    },
    {
      name: keyResultsAlone,
      value: alone.perSecond,
      unit,
      ceiling: { name: 'set-based insert', value: setBased },
      goal: { ratio: 0.5 },
      details: { perCent_of_raw_read: (100 * alone.perSecond) / read.read },
    },
  ];
}
