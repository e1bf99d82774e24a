import type { NodeObserver } from '../node-observer.ts';
import type { NodeMetrics } from './create-node-metrics.ts';

/** The part of a logger that a node needs. */
export type NodeLogger = Record<
  'error' | 'warn' | 'info' | 'debug',
  (message: string, fields?: Record<string, unknown>) => unknown
>;

/** Counts what a node does, and logs when its disk fails. */
export function createNodeObserver(metrics: NodeMetrics, logger: NodeLogger): NodeObserver {
  return {
    committed({ outcomes, events, bytes, seconds }) {
      for (const outcome of outcomes) metrics.writes.inc({ outcome });
      metrics.groups.observe(outcomes.length);
      if (events === 0) return;
      metrics.events.inc(events);
      metrics.bytes.inc(bytes);
      metrics.commits.observe(seconds);
    },
    gaveUp: (writes) => metrics.writes.inc({ outcome: 'deadline-exceeded' }, writes),
    readOpened(kind) {
      metrics.reads.inc({ kind });
      return () => metrics.reads.dec({ kind });
    },
    diskFailed(error) {
      logger.error('a commit failed; the node ends, because only a restart can tell what is on disk', {
        reason: error instanceof Error ? error.message : String(error),
      });
    },
  };
}
