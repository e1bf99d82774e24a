import type { LogPosition } from '../../core/define-events.ts';
import { isAfter } from '../../core/log-position.ts';
import type { EventBatch, EventLog } from '../../core/ports.ts';

/**
 * What of a batch lies at or before `until`. `nothingBehind`: the log has no event behind the batch, so that it
 * has been read as far as anybody can.
 */
export function cutBatch(batch: EventBatch, until: LogPosition, nothingBehind: boolean): EventBatch {
  const reached = nothingBehind || !isAfter(until, batch.position);
  return {
    events: batch.events.filter(({ event }) => !isAfter(event.position, until)),
    bytes: batch.bytes,
    position: reached ? until : batch.position,
    live: batch.live,
  };
}

/**
 * The same, where a node that lags says that nothing is waiting: only the head of the log tells whether it has
 * nothing behind the batch.
 */
export async function cutWithHead(
  log: Pick<EventLog, 'head'>,
  batch: EventBatch,
  until: LogPosition,
): Promise<EventBatch> {
  const short = batch.live && isAfter(until, batch.position);
  return cutBatch(batch, until, short && !isAfter(await log.head(), batch.position));
}
