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
      help: 'Events of the log that the projection does not have yet; told by projectors, and not while they count.',
      labelNames: ['projection'] as const,
      registers,
    }),
    lagSeconds: new Gauge({
      name: 'outcomes_projection_lag_seconds',
      help: 'Most that the oldest event can be old that the projection does not have yet; 0 when there is none.',
      labelNames: ['projection'] as const,
      registers,
    }),
    positions: new Gauge({
      name: 'outcomes_projection_position',
      help: 'Commit position of the log that the projection has reached.',
      labelNames: ['projection'] as const,
      registers,
    }),
    ordinals: new Gauge({
      name: 'outcomes_projection_ordinal',
      help: 'Events of the log that the projection has taken or passed, counted from the first.',
      labelNames: ['projection'] as const,
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
