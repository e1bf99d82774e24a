import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/platform/metrics.ts';

/** Our metrics as Prometheus reads them: what `# TYPE` and `# HELP` say of each. */
async function ours() {
  const text = await createMetrics().registry.metrics();
  return [...text.matchAll(/^# HELP (outcomes_\w+) (.*)\n# TYPE \1 (\w+)$/gm)].map(
    ([, name = '', help = '', type = '']) => ({ name, help, type }),
  );
}

describe('by the conventions of Prometheus (prometheus.io/docs/practices/naming)', () => {
  test('names are in snake case, after the product', async () => {
    const metrics = await ours();
    expect(metrics.length).toBeGreaterThan(5);
    for (const { name } of metrics) expect(name).toMatch(/^outcomes(_[a-z]+)+$/);
  });

  test('counters, and only they, count a total', async () => {
    for (const { name, type } of await ours())
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  });

  test('units are base units', async () => {
    for (const { name, type } of await ours()) {
      expect(name).not.toMatch(/milliseconds|_ms\b|minutes|kilobytes|percent/);
      if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/);
    }
  });

  test('every metric says what it is', async () => {
    for (const { help } of await ours()) expect(help).toMatch(/^[A-Z].{10,}\.$/);
  });
});

test('the metrics of the process are there as well', async () => {
  const text = await createMetrics().registry.metrics();
  expect(text).toContain('process_cpu_seconds_total');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});

test('two registries do not mix', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.commands.inc({ type: 'Count', outcome: 'accepted' });
  expect(await one.registry.metrics()).toContain(
    'outcomes_commands_total{type="Count",outcome="accepted"} 1',
  );
  expect(await other.registry.metrics()).not.toContain('type="Count"');
});
