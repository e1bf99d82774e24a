import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { Clock } from '../../core/ports.ts';
import type { Progress } from './ports.ts';

interface Reached {
  readonly position: LogPosition | null;
  readonly ordinal: number;
}

/** Knows how far behind the log the read models are. */
export interface LagTracker {
  /** Whether nothing was waiting behind the last batch. */
  readonly live: boolean;
  /** A batch is visible; `lastRecordedAt` null where it had no event. */
  advance(reached: Reached, lastRecordedAt: string | null, live: boolean): void;
  /** The log has told where it ends. Null: it did not answer. */
  compare(head: LogPosition | null): void;
  progress(): Progress;
}

/**
 * The lag is the age of the oldest event that is not visible yet. Such an event was recorded after the last
 * visible one, and after the moment at which nothing was missing: the lag is at most the time since the later
 * of the two. Moments are those of `Clock.elapsed`: the time of day may jump, and the log's may be another.
 */
export function lagTracker(
  clock: Clock,
  start: Reached & { readonly lastRecordedAt: string | null },
): LagTracker {
  /** By our time of day: an event that has yet to be recorded is of now. */
  const recorded = (at: string) => clock.elapsed() - Math.max(0, Date.parse(clock.now()) - Date.parse(at));
  let { position, ordinal } = start;
  const startedAt = clock.elapsed();
  /** Null: nothing is known of what is missing. */
  let missingSince = start.lastRecordedAt === null ? null : recorded(start.lastRecordedAt);
  let live = false;
  let complete = false;
  const since = (moment: number) => {
    missingSince = Math.max(missingSince ?? moment, moment);
  };
  const caughtUp = () => {
    complete = true;
    since(clock.elapsed());
  };
  return {
    get live() {
      return live;
    },
    advance(reached, lastRecordedAt, nothingWaiting) {
      position = reached.position;
      ordinal = reached.ordinal;
      live = nothingWaiting;
      complete = false;
      if (lastRecordedAt !== null) since(recorded(lastRecordedAt));
      if (live) caughtUp();
    },
    compare(head) {
      complete = false;
      if (head !== null && !isAfter(head, position ?? startOfLog)) caughtUp();
    },
    progress: () => ({
      position: position ?? startOfLog,
      ordinal,
      lagMs: complete ? 0 : Math.max(0, clock.elapsed() - (missingSince ?? startedAt)),
      live: complete,
    }),
  };
}
