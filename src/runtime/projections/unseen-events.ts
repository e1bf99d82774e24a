import type { LogPosition } from '../../core/define-events.ts';
import { isAfter } from '../../core/log-position.ts';
import type { LoggedEvent } from '../../core/ports.ts';

/** The events behind the checkpoint, each once: a log may deliver an event again. */
export function unseenEvents(
  events: readonly LoggedEvent[],
  checkpoint: LogPosition | null,
): readonly LoggedEvent[] {
  let last = checkpoint;
  return events.filter(({ event }) => {
    if (last !== null && !isAfter(event.position, last)) return false;
    last = event.position;
    return true;
  });
}
