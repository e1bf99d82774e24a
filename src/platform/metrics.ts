import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; a command takes a few milliseconds. */
const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Every metric of the product, in Prometheus' conventions: base units, `_total` on counters. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'outcomes_http_request_seconds',
      help: 'Duration of HTTP requests by method, route and status.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets,
      registers,
    }),
    commands: new Counter({
      name: 'outcomes_commands_total',
      help: 'Commands by type and outcome: accepted, replayed, dry-run, or the code of the refusal.',
      labelNames: ['type', 'outcome'] as const,
      registers,
    }),
    appends: new Counter({
      name: 'outcomes_events_appended_total',
      help: 'Events appended to the log by type.',
      labelNames: ['type'] as const,
      registers,
    }),
    projected: new Counter({
      name: 'outcomes_events_projected_total',
      help: 'Events applied to the read models.',
      registers,
    }),
    batches: new Histogram({
      name: 'outcomes_projection_batch_seconds',
      help: 'Duration of a projection batch, from its first event to its commit.',
      buckets,
      registers,
    }),
    lagEvents: new Gauge({
      name: 'outcomes_projection_lag_events',
      help: 'Events of the log that the read models do not have yet, counted up to 10,000; told by projectors.',
      registers,
    }),
    lagSeconds: new Gauge({
      name: 'outcomes_projection_lag_seconds',
      help: 'Age of the oldest event that the read models do not have yet; 0 when there is none.',
      registers,
    }),
    deadLetters: new Gauge({
      name: 'outcomes_projection_dead_letters',
      help: 'Events that are set aside because a projection could not apply them; 0 where there are none.',
      labelNames: ['projection'] as const,
      registers,
    }),
    jobs: new Gauge({
      name: 'outcomes_jobs',
      help: 'Jobs by queue and state.',
      labelNames: ['queue', 'state'] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
