import type { StreamingRead } from '@eventstore/db-client';

/**
 * Everything that a read gives. It is always read to its end, because the client never lets go of a read that
 * is left early; it ends when `signal` aborts.
 */
export async function readInFull<Item>(read: StreamingRead<Item>, signal: AbortSignal): Promise<Item[]> {
  const cancel = () => void read.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    const items: Item[] = [];
    for await (const item of read) items.push(item);
    return items;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
