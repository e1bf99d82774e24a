import type { StreamingRead } from '@eventstore/db-client';
import { readEach } from './read-each.ts';

/** Everything that a read gives. It ends when `signal` aborts. */
export async function readInFull<Item>(read: StreamingRead<Item>, signal: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  await readEach(read, signal, (item) => items.push(item));
  return items;
}
