/**
 * Lets at most `most` pieces of work run at once, the others wait in line. After a failure no other is begun.
 */
export function createLanes(most: number): (work: () => Promise<void>) => Promise<void> {
  const line: (() => void)[] = [];
  let running = 0;
  let failed = false;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => line.push(resolve));
    else running++;
    try {
      if (!failed) await work();
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
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
