import { setTimeout as delay } from 'node:timers/promises';
import type { LogPosition } from '../core/define-events.ts';
import { isAfter, startOfLog } from '../core/log-position.ts';
import type { CountedEvents } from '../platform/event-log/count-after.ts';

/** A position of the log, and how many events are at or before it. */
interface Numbered {
  readonly position: LogPosition;
  readonly ordinal: number;
}

interface HeadCounter {
  /** The log ends at this position: what was counted is of no use any more. */
  endsAt(head: Numbered): void;
  /**
   * How many events the log has, counted from `known`, or from where the last count ended if that is further.
   * Rejects where the log does not answer, and where it has not come to the end of a long log in time: it goes
   * on from there when it is asked again.
   */
  count(known: Numbered): Promise<number>;
}

/** Events that are read at once. */
const pageSize = 1_000;
/** How long one count may take, milliseconds. */
const longestMs = 60_000;

/** Counts the events of the log, each of them once, and keeps only the number. */
export function headCounter(
  log: { countAfter(position: LogPosition, limit: number): Promise<CountedEvents> },
  patienceMs = longestMs,
): HeadCounter {
  let known: Numbered = { position: startOfLog, ordinal: 0 };
  let counting: Promise<number> | null = null;

  const countToEnd = async (): Promise<number> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const from = known;
      const startedAt = performance.now();
      const { events, position, ended } = await log.countAfter(from.position, pageSize);
      // Unless somebody knew better meanwhile.
      if (known === from) known = { position, ordinal: from.ordinal + events };
      if (ended) return known.ordinal;
      if (performance.now() > giveUpAt) throw new Error('the log is too long to be counted in one go');
      // The projector of this process needs the log, too.
      await delay(performance.now() - startedAt, undefined, { ref: false });
    }
  };

  return {
    endsAt(head) {
      known = head;
    },
    count({ position, ordinal }) {
      if (isAfter(position, known.position)) known = { position, ordinal };
      counting ??= countToEnd().finally(() => {
        counting = null;
      });
      return counting;
    },
  };
}
