import type { LoggedEvent } from '../../core/ports.ts';
import { parkStreams } from './fold-batch.ts';
import { type DeadLetter, PoisonEventError, type ReadModelWriter } from './ports.ts';
import { prepareBatch } from './prepare-batch.ts';
import type { Projector } from './projector.ts';
import type { Outcome } from './split-batch.ts';

/** Batches of which one is folded while the one before is being committed. */
interface OverlappingBatches {
  /**
   * Resolves once the batch is folded, and the one before committed; `committed` is told when this one is.
   * Throws what either failed with: nothing after it is written, and the projector is not to be used again.
   */
  push(
    events: readonly LoggedEvent[],
    outcome: Outcome,
    committed: (deadLetters: readonly DeadLetter[]) => void,
  ): Promise<void>;
  /** Resolves once every batch is committed. */
  drain(): Promise<void>;
}

interface OverlapOptions {
  /** Told of a commit that fails, which may be long before the next batch. */
  readonly failed: () => void;
  /** `push` throws {@link PoisonEventError} where a batch has dead letters, and writes nothing of it. */
  readonly failFast: boolean;
}

export function overlapBatches(
  projector: Projector,
  writer: Pick<ReadModelWriter, 'load' | 'commit'>,
  { failed, failFast }: OverlapOptions,
): OverlappingBatches {
  let inFlight = Promise.resolve();
  let sealed = 0;
  /**
   * Only between loads: one that began before a commit does not have its rows, and takes them from memory as
   * long as they count as not committed.
   */
  const forget = (left: number) => {
    for (; sealed > left; sealed -= 1) projector.rows.committed();
  };
  return {
    async push(events, outcome, committed) {
      const before = inFlight;
      const folded = await prepareBatch(projector, writer, events);
      const [poison] = folded.deadLetters;
      if (poison && failFast) throw new PoisonEventError(poison);
      parkStreams(projector, folded.deadLetters);
      sealed += 1;
      inFlight = writer.commit({ ...folded, ...outcome }, before).then(() => committed(folded.deadLetters));
      inFlight.catch(failed);
      await before;
      forget(1);
    },
    async drain() {
      await inFlight;
      forget(0);
    },
  };
}
