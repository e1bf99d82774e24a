import type { StreamingRead } from '@eventstore/db-client';

/**
 * Hands on everything that a read gives, one by one. It is always read to its end, because the client never
 * lets go of a read that is left early; it ends when `signal` aborts.
 */
export async function readEach<Item>(
  read: StreamingRead<Item>,
  signal: AbortSignal,
  each: (item: Item) => void,
): Promise<void> {
  const cancel = () => void read.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    for await (const item of read) each(item);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
