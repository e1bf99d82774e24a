import { bounded } from '../../runtime/bounded.ts';

/**
 * Lets at most `most` pieces of work run at once, the others wait in line. After a failure no other is begun.
 */
export function createLanes(most: number): (work: () => Promise<void>) => Promise<void> {
  const inLane = bounded(most);
  let failed = false;
  return (work) =>
    inLane(async () => {
      if (failed) return;
      try {
        await work();
      } catch (error) {
        failed = true;
        throw error;
      }
    });
}

/** Resolves when all have ended; then throws the first failure. */
export async function allEnded(works: Iterable<Promise<void>>): Promise<void> {
  for (const settled of await Promise.allSettled(works)) {
    if (settled.status === 'rejected') throw settled.reason;
  }
}

/**
 * Does the work for every item, at most `most` at once; throws the first failure once what runs has ended.
 */
export async function sideBySide<Item>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const lanes = createLanes(most);
  await allEnded([...items].map((item) => lanes(() => work(item))));
}
