import type { EventMetadata, RecordedEvent } from '../../src/core/define-events.ts';
import { testMetadata } from './test-context.ts';
import { uuid } from './uuid.ts';

/** An event as a test writes it down: on which stream, what, and where it matters when and by whom. */
export interface HistoryEvent {
  readonly stream: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  /** ISO-8601 UTC; by default one second after the event before. */
  readonly at?: string;
  readonly meta?: Partial<EventMetadata>;
}

const firstAt = Date.parse('2026-01-01T00:00:00.000Z');

/** The events as a log gives them back: ids, revisions, rising positions and times. */
export function recordHistory(events: readonly HistoryEvent[]): RecordedEvent[] {
  const revisions = new Map<string, number>();
  let at = firstAt;
  return events.map((event, index) => {
    const revision = (revisions.get(event.stream) ?? -1) + 1;
    revisions.set(event.stream, revision);
    at = event.at === undefined ? at + 1_000 : Date.parse(event.at);
    const position = BigInt(index + 1) * 100n;
    return {
      id: uuid(900_000_000 + index),
      type: event.type,
      data: event.data,
      meta: { ...testMetadata, ...event.meta },
      stream: event.stream,
      revision,
      position: { commit: position, prepare: position },
      recordedAt: new Date(at).toISOString(),
    };
  });
}
