import { setImmediate as breathe } from 'node:timers/promises';
import type { LoggedEvent } from '../../core/ports.ts';
import { collectBatch } from './collect-batch.ts';
import { type FoldedBatch, foldBatch } from './fold-batch.ts';
import type { ReadModelWriter } from './ports.ts';
import type { Projector } from './projector.ts';

/**
 * Folds events into row changes, loading what is not in memory; in between, the log goes on being read, and the
 * batch before being committed. `refused` as for {@link foldBatch}.
 */
export async function prepareBatch(
  projector: Projector,
  writer: Pick<ReadModelWriter, 'load'>,
  events: readonly LoggedEvent[],
  refused?: ReadonlyMap<string, string>,
): Promise<FoldedBatch> {
  projector.rows.evict();
  const collected = collectBatch(projector, events);
  if (collected.wanted.length > 0) {
    projector.rows.fill(collected.wanted, await writer.load(collected.wanted));
  }
  const folding = foldBatch(projector, collected, refused);
  for (;;) {
    const { done, value } = folding.next();
    if (done) return value;
    await breathe();
  }
}
