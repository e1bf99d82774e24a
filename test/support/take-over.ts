import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import { createReadModelStore } from '../../src/platform/read-model-store.ts';
import type { ReadModelOwner } from '../../src/runtime/projections/ownership.ts';
import type { ReadModelWriter } from '../../src/runtime/projections/ports.ts';
import { waitUntil } from './wait-until.ts';

/** Becomes the owner of the read models, once the lock of a connection that has just been closed is free. */
export async function takeOver(
  url: string,
  projections: readonly ProjectionDefinition[],
): Promise<ReadModelOwner> {
  const store = createReadModelStore(url);
  const owner = await waitUntil(() => store.takeOver(projections));
  if (!owner) throw new Error('no owner');
  return owner;
}

/** The same, with the live tables open; `release` gives everything up. */
export async function takeOverLive(
  url: string,
  projections: readonly ProjectionDefinition[],
): Promise<ReadModelWriter> {
  const owner = await takeOver(url, projections);
  const writer = await owner.open({ projections, generation: 'live' });
  return { ...writer, release: owner.release };
}
