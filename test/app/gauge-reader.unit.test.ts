import { expect, test } from '@jest/globals';
import { gaugeReader } from '../../src/app/gauge-reader.ts';
import { createMetrics } from '../../src/platform/metrics.ts';

type Sources = Parameters<typeof gaugeReader>[0];

const away = () => Promise.reject(new Error('away'));

/** Lines of the metrics that were read, without those of the process. */
async function linesOf(metrics: Sources['metrics']): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => /^outcomes_(jobs|projection_(lag|dead))/.test(line));
}

function sourcesWith(changed: Partial<Sources>): Sources {
  return {
    metrics: createMetrics(),
    freshness: { current: () => ({ position: { commit: 7n, prepare: 7n }, lagMs: 1500 }) },
    queues: { counts: async () => ({ imports: { waiting: 2 } }) },
    countDeadLetters: async () => ({ users: 0, cycles: 3 }),
    log: { countAfter: async (position) => Number(position.commit) },
    countsLag: true,
    ...changed,
  };
}

test('reads every gauge', async () => {
  const sources = sourcesWith({});
  await gaugeReader(sources)();
  expect(await linesOf(sources.metrics)).toEqual([
    'outcomes_projection_lag_events 7',
    'outcomes_projection_lag_seconds 1.5',
    'outcomes_projection_dead_letters{projection="users"} 0',
    'outcomes_projection_dead_letters{projection="cycles"} 3',
    'outcomes_jobs{queue="imports",state="waiting"} 2',
  ]);
});

test('leaves out what does not answer, also what it knew before', async () => {
  const sources = sourcesWith({});
  await gaugeReader(sources)();
  const broken = { queues: { counts: away }, countDeadLetters: away, log: { countAfter: away } };
  await gaugeReader({ ...sources, ...broken })();
  expect(await linesOf(sources.metrics)).toEqual(['outcomes_projection_lag_seconds 1.5']);
});

test('says nothing of the lag in events where it is not counted', async () => {
  const sources = sourcesWith({ countsLag: false });
  await gaugeReader(sources)();
  expect(await linesOf(sources.metrics)).not.toContain('outcomes_projection_lag_events 7');
  expect((await linesOf(sources.metrics)).length).toBe(4);
});
