import type { LogPosition } from '../../core/define-events.ts';
import { isAfter } from '../../core/log-position.ts';
import type { EventBatch } from '../../core/ports.ts';

/**
 * What of a batch lies at or before `until`. Where the batch reaches it, or nothing more is waiting in the
 * log, that is where the log has been read to.
 */
export function cutBatch(batch: EventBatch, until: LogPosition): EventBatch {
  const reached = batch.live || !isAfter(until, batch.position);
  return {
    events: batch.events.filter(({ event }) => !isAfter(event.position, until)),
    bytes: batch.bytes,
    position: reached ? until : batch.position,
    live: batch.live,
  };
}
