import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EventStoreNode } from '../start-event-store.ts';

const commitSeconds = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const groupSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What a node counts, in Prometheus' conventions. `node` is asked when somebody reads the metrics. */
export function createNodeMetrics(node: () => EventStoreNode | undefined) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: (running: EventStoreNode) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const running = node();
        this.set(running ? read(running) : 0);
      },
    });
  gauge('eventstore_queue_writes', 'Writes that wait for a commit.', (it) => it.queueDepth().writes);
  gauge('eventstore_queue_bytes', 'Bytes of the writes that wait.', (it) => it.queueDepth().bytes);
  return {
    registry,
    writes: new Counter({
      name: 'eventstore_writes_total',
      help: 'Appends, deletes and tombstones by outcome: written, or the reason of the refusal.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    events: new Counter({
      name: 'eventstore_events_written_total',
      help: 'Events stored, those that the node writes itself (metadata, tombstones) included.',
      registers,
    }),
    bytes: new Counter({
      name: 'eventstore_bytes_written_total',
      help: 'Bytes of the events stored, as they are kept in the log.',
      registers,
    }),
    commits: new Histogram({
      name: 'eventstore_commit_seconds',
      help: 'Duration of a commit that stored something: deciding, writing and flushing (fsync).',
      buckets: commitSeconds,
      registers,
    }),
    groups: new Histogram({
      name: 'eventstore_commit_writes',
      help: 'Writes that were committed together.',
      buckets: groupSizes,
      registers,
    }),
    reads: new Gauge({
      name: 'eventstore_open_reads',
      help: 'Reads that are open, by kind: read, subscription.',
      labelNames: ['kind'] as const,
      registers,
    }),
    clients: new Gauge({
      name: 'eventstore_connections',
      help: 'Connections of clients.',
      registers,
    }),
  };
}

export type NodeMetrics = ReturnType<typeof createNodeMetrics>;
