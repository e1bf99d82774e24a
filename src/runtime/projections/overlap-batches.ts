import type { LoggedEvent } from '../../core/ports.ts';
import { settleBatch } from './fold-batch.ts';
import type { DeadLetter, ReadModelWriter } from './ports.ts';
import { prepareBatch } from './prepare-batch.ts';
import type { Projector } from './projector.ts';
import type { Outcome } from './split-batch.ts';

/** Batches of which one is folded while the one before is being committed. */
export interface OverlappingBatches {
  /**
   * Resolves once the batch is folded and on its way to the database; `committed` is told when it is there. Throws
   * what this batch, or the one before, failed with: the projector is then not to be used again.
   */
  push(
    events: readonly LoggedEvent[],
    outcome: Outcome,
    committed: (deadLetters: readonly DeadLetter[]) => void,
  ): Promise<void>;
  /** Resolves once every batch is committed. */
  drain(): Promise<void>;
}

/** `failed` is told of a commit that fails, which may be long before the next batch. */
export function overlapBatches(
  projector: Projector,
  writer: Pick<ReadModelWriter, 'load' | 'commit'>,
  failed: () => void,
): OverlappingBatches {
  let inFlight = Promise.resolve();
  return {
    async push(events, outcome, committed) {
      const preparing = prepareBatch(projector, writer, events);
      // Where the batch before fails, that is the error that counts.
      preparing.catch(() => {});
      await inFlight;
      const folded = await preparing;
      settleBatch(projector, folded);
      inFlight = writer.commit({ ...folded, ...outcome }).then(() => committed(folded.deadLetters));
      inFlight.catch(failed);
    },
    drain: () => inFlight,
  };
}
