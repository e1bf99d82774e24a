import type { LogPosition } from '../../core/define-events.ts';
import { isAfter, startOfLog } from '../../core/log-position.ts';
import type { ReadPosition } from '../../runtime/queries/ports.ts';
import type { ProgressNotice } from './progress-notice.ts';
import type { ReadCheckpoint } from './read-checkpoints.ts';

/**
 * `diverged`: made from another log than the one that there is, it waits for a rebuild; `paused` by somebody;
 * `building`: it lacks events, and tables are being built anew; `catching-up`: it lacks events that others have,
 * and moves; `running`: none of these.
 */
export type ProjectionState = 'diverged' | 'paused' | 'building' | 'catching-up' | 'running';

/** How far one projection is. */
export interface ProjectionProgress extends ReadPosition {
  readonly projection: string;
  readonly state: ProjectionState;
  /** Whether it was told a moment ago that the log has nothing more for it. */
  readonly complete: boolean;
}

interface Known {
  epoch: bigint;
  position: LogPosition;
  ordinal: number;
  /** As it was at `heardAt`. */
  lagMs: number;
  heardAt: number;
  /** Whether the lag was told by one who knows; a checkpoint only bounds it. */
  told: boolean;
  /** Nothing was missing at `heardAt`, and nobody has been heard since to have more. */
  complete: boolean;
  /** Others have been heard since `heardAt` to have more events. */
  overtaken: boolean;
  movedAt: number;
  paused: boolean;
  rebuilding: boolean;
  diverged: boolean;
  /** Where it stood when the checkpoints were about to be read. */
  asked: { readonly epoch: bigint; readonly position: LogPosition };
  /** Whether the last checkpoint had an earlier epoch than what had been heard. */
  doubted: boolean;
}

const nowhere = { epoch: -1n, position: startOfLog, ordinal: 0 };

/** Projectors tell their progress each second; after this long without a word, the lag grows with the silence. */
const graceMs = 2_000;
/** What has not moved for this long is not catching up. */
const stuckAfterMs = 10_000;

/** Collects what is told of the projections, and knows how far each is. `elapsed` as `Clock.elapsed`. */
export function knownProgress(projections: readonly string[], elapsed: () => number) {
  const all = new Map<string, Known>(
    projections.map((name) => [
      name,
      {
        ...{ ...nowhere, asked: nowhere, lagMs: 0, heardAt: elapsed(), movedAt: elapsed(), doubted: false },
        ...{
          told: false,
          complete: false,
          overtaken: false,
          paused: false,
          rebuilding: false,
          diverged: false,
        },
      },
    ]),
  );
  const of = (name: string): Known => {
    const known = all.get(name);
    if (!known) throw new Error(`there is no projection ${name}`);
    return known;
  };

  /** A later epoch always counts, also where it stands earlier in the log: read models as they were before. */
  const move = (known: Known, epoch: bigint, position: LogPosition, ordinal: number): boolean => {
    if (epoch < known.epoch || (epoch === known.epoch && isAfter(known.position, position))) return false;
    if (isAfter(position, known.position)) known.movedAt = elapsed();
    Object.assign(known, { epoch, position, ordinal });
    return true;
  };
  /**
   * What is heard has been committed: a checkpoint that was read later and says less refutes it. A rollback is
   * told a moment before it is committed, so going back with a later epoch is refuted by the second one.
   */
  const refutes = (known: Known, epoch: bigint, position: LogPosition): boolean => {
    const { asked, doubted } = known;
    known.doubted = epoch < asked.epoch;
    return epoch <= asked.epoch && (isAfter(asked.position, position) || (known.doubted && doubted));
  };
  const tell = (known: Known, lagMs: number, complete: boolean) =>
    Object.assign(known, { lagMs, heardAt: elapsed(), told: true, complete, overtaken: false });

  const silenceOf = ({ heardAt, overtaken }: Known) => {
    const silence = elapsed() - heardAt;
    return silence > graceMs || overtaken ? silence : 0;
  };
  /** Null: not known. */
  let logBegan: number | null = null;
  const lacksTheFirst = ({ complete, position }: Known) => !complete && !isAfter(position, startOfLog);
  const lagOf = (known: Known) => {
    const lag = known.lagMs + silenceOf(known);
    return Math.round(logBegan !== null && lacksTheFirst(known) ? Math.max(lag, elapsed() - logBegan) : lag);
  };
  const isComplete = (known: Known) =>
    !known.diverged && known.complete && elapsed() - known.heardAt <= graceMs;

  /** Nothing of this log, where the rows are of another one. */
  const reachedBy = (known: Known) => (known.diverged ? nowhere : known);

  const stateOf = (known: Known): ProjectionState => {
    if (known.diverged) return 'diverged';
    if (known.paused) return 'paused';
    if (isComplete(known)) return 'running';
    if (known.rebuilding || !isAfter(known.position, startOfLog)) return 'building';
    const moving = elapsed() - known.movedAt < stuckAfterMs && known.told;
    const lacksWhatOthersHave = [...all.values()].some((other) => isAfter(other.position, known.position));
    return moving && lacksWhatOthersHave ? 'catching-up' : 'running';
  };

  return {
    hear(notice: ProgressNotice): void {
      const epoch = BigInt(notice.epoch);
      let heard = false;
      for (const name of notice.projections) {
        const known = all.get(name);
        if (!known || !move(known, epoch, notice.position, notice.ordinal)) continue;
        tell(known, notice.lagMs, notice.live);
        heard = true;
      }
      if (!heard) return;
      for (const [name, known] of all) {
        if (notice.projections.includes(name)) continue;
        if (known.ordinal < notice.ordinal) Object.assign(known, { complete: false, overtaken: true });
        // Who has as many events as one that lacks none lacks none either.
        else if (known.ordinal === notice.ordinal && notice.live && !known.diverged) tell(known, 0, true);
      }
    },
    /** The checkpoints are about to be read. */
    reading(): void {
      for (const known of all.values()) known.asked = { epoch: known.epoch, position: known.position };
    },
    /** `asTheyAre`: also where something later was told before. */
    read(checkpoints: readonly ReadCheckpoint[], asTheyAre = false): void {
      for (const { projection, epoch, position, ordinal, lagMs, ...states } of checkpoints) {
        const known = of(projection);
        Object.assign(known, states);
        const wentBack = isAfter(known.position, position);
        if (epoch === null) Object.assign(known, nowhere);
        else if (refutes(known, epoch, position) || asTheyAre)
          Object.assign(known, { epoch, position, ordinal });
        else if (!move(known, epoch, position, ordinal)) continue;
        if (wentBack) Object.assign(known, { told: false, complete: false });
        // A checkpoint says where a projection is, not that it is alive.
        if (epoch !== null && !known.told) Object.assign(known, { lagMs, heardAt: elapsed() });
      }
    },
    /** The first event was recorded so long ago, milliseconds. */
    logBegan(agoMs: number): void {
      logBegan = elapsed() - agoMs;
    },
    /** Whether the age of the log is needed, and not known: it is the lag of who lacks the first event. */
    needsAgeOfLog: () => logBegan === null && [...all.values()].some(lacksTheFirst),
    /** Position and lag of the furthest behind of some projections. */
    standing(names: readonly string[]): ReadPosition {
      let [first, lagMs] = [reachedBy(of(names[0] ?? projections[0] ?? '')), 0];
      for (const name of names.length > 0 ? names : projections) {
        const known = of(name);
        const reached = reachedBy(known);
        if (isAfter(first.position, reached.position)) first = reached;
        lagMs = Math.max(lagMs, lagOf(known));
      }
      return { position: first.position, ordinal: first.ordinal, lagMs };
    },
    each: (): ProjectionProgress[] =>
      [...all].map(([projection, known]) => ({
        projection,
        position: known.position,
        ordinal: known.ordinal,
        lagMs: lagOf(known),
        state: stateOf(known),
        complete: isComplete(known),
      })),
  };
}
