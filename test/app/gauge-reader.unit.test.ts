import { expect, test } from '@jest/globals';
import { gaugeReader } from '../../src/app/gauge-reader.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { progressOf } from './progress-of.ts';

type Sources = Parameters<typeof gaugeReader>[0];

const away = () => Promise.reject(new Error('away'));

/** Lines of the metrics that were read, without those of the process. */
async function linesOf(metrics: Sources['metrics']): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text
    .split('\n')
    .filter((line) => /^outcomes_(jobs|projection_(lag|dead|position|ordinal))/.test(line));
}

function sourcesWith(changed: Partial<Sources>): Sources {
  return {
    metrics: createMetrics(),
    freshness: {
      each: () => [progressOf('users', 7), progressOf('cycles', 3, { lagMs: 1_500, complete: false })],
    },
    queues: { counts: async () => ({ imports: { waiting: 2 } }) },
    countDeadLetters: async () => ({ users: 0, cycles: 3 }),
    lagInEvents: async () => new Map(Object.entries({ users: 0, cycles: 4 })),
    ...changed,
  };
}

const progressLines = [
  'outcomes_projection_lag_seconds{projection="users"} 0',
  'outcomes_projection_lag_seconds{projection="cycles"} 1.5',
  'outcomes_projection_position{projection="users"} 70',
  'outcomes_projection_position{projection="cycles"} 30',
  'outcomes_projection_ordinal{projection="users"} 7',
  'outcomes_projection_ordinal{projection="cycles"} 3',
];

test('reads every gauge', async () => {
  const sources = sourcesWith({});
  await gaugeReader(sources)();
  expect(await linesOf(sources.metrics)).toEqual([
    'outcomes_projection_lag_events{projection="users"} 0',
    'outcomes_projection_lag_events{projection="cycles"} 4',
    ...progressLines,
    'outcomes_projection_dead_letters{projection="users"} 0',
    'outcomes_projection_dead_letters{projection="cycles"} 3',
    'outcomes_jobs{queue="imports",state="waiting"} 2',
  ]);
});

test('leaves out what does not answer, also what it knew before', async () => {
  const sources = sourcesWith({});
  await gaugeReader(sources)();
  const broken = { queues: { counts: away }, countDeadLetters: away, lagInEvents: away };
  await gaugeReader({ ...sources, ...broken })();
  expect(await linesOf(sources.metrics)).toEqual(progressLines);
});

test('says nothing of the lag in events where it is not counted', async () => {
  const sources = sourcesWith({ lagInEvents: null });
  await gaugeReader(sources)();
  const lines = await linesOf(sources.metrics);
  expect(lines.filter((line) => line.includes('lag_events'))).toEqual([]);
  expect(lines.length).toBe(9);
});
