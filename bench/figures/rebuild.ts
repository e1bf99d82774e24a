import { setTimeout as delay } from 'node:timers/promises';
import { checkInLoad } from '../support/check-ins.ts';
import type { Measurement } from '../support/figure.ts';
import { type LoadJob, type LoadResult, measureInTurn } from '../support/load.ts';
import { runJob } from '../support/processes.ts';
import { queryRows } from '../support/run-statement.ts';

const connections = 32;
/** Check-ins before, so that a rebuild takes some seconds. */
const growSeconds = 15;
/** The next rebuild begins when the one before has switched, for as long as the load goes on. */
const everyMs = 50;

const request = `INSERT INTO ops.projection_tasks (kind, projections, reason)
  SELECT 'rebuild', array_agg(projection), 'requested' FROM ops.checkpoints WHERE generation = 'live'
  ON CONFLICT DO NOTHING`;
const done = `SELECT count(*)::int AS n FROM ops.projection_tasks WHERE state = 'done'`;

/** Queries at half of the highest rate, while all read models are rebuilt and switched over and over. */
export const rebuild: Measurement = {
  name: 'rebuild',
  async measure(environment) {
    const product = await environment.product();
    await product.startProjector();
    await runJob<LoadResult>('bench/load', { ...checkInLoad(product), seconds: growSeconds });
    await product.startProjector();
    const { databaseUrl, url, headers, keyResultIds } = product;
    const { seconds } = environment.options;
    const subject: Omit<LoadJob, 'seconds'> = {
      url,
      method: 'GET',
      paths: keyResultIds.map((id) => `/api/v1/key-results/${id}`),
      headers,
      connections,
    };
    const [top] = await measureInTurn([subject], seconds);
    if (!top) throw new Error('nothing was measured');
    const load = async () => {
      const job: LoadJob = { ...subject, seconds: 2 * seconds, perSecond: Math.round(top.perSecond / 2) };
      const result = await runJob<LoadResult>('bench/load', job);
      if (result.failed > 0) throw new Error(`${result.failed} queries failed`);
      return result;
    };
    const rebuilds = async () => Number((await queryRows(databaseUrl, done))[0]?.n);

    const without = await load();
    const before = await rebuilds();
    let over = false;
    const rebuilding = (async () => {
      while (!over) {
        await queryRows(databaseUrl, request);
        await delay(everyMs);
      }
    })();
    const during = await load();
    over = true;
    await rebuilding;
    return [
      {
        name: 'p99 of queries during rebuilds / without',
        value: during.p99 / without.p99,
        unit: '×',
        goal: { atMost: 2 },
        details: {
          p99_without: without.p99,
          p99_during: during.p99,
          p50_during: during.p50,
          rebuilds: (await rebuilds()) - before,
          queries: during.requests,
          failed: during.failed,
        },
      },
    ];
  },
};
