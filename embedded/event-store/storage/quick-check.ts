import type { Database } from 'lmdb';
import { damageIn } from './damaged.ts';
import type { Databases } from './databases.ts';
import { readUint64 } from './keys.ts';
import { verifyRecord } from './verify-record.ts';

/** How far back the quick check goes: so many events, but no further than so many bytes. */
const MAX_EVENTS = 256;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Checks the last events and what can be counted, in a time that does not depend on how much is stored.
 * @returns a clause saying what is wrong, undefined when nothing is
 */
export function quickCheck(storage: Databases): string | undefined {
  try {
    return countsProblem(storage) ?? lastEventsProblem(storage);
  } catch (error) {
    const damage = damageIn(error);
    if (damage === undefined) throw error;
    return damage;
  }
}

/** Entries of a database, as LMDB counts them. */
function entryCount(database: Database<unknown, Buffer>): number {
  const stats: { entryCount?: number } = database.getStats();
  return stats.entryCount ?? 0;
}

function countsProblem({ head, log, index, ids, streams, lastStreamId }: Databases): string | undefined {
  if (entryCount(log) !== head)
    return `the last position is ${head}, but there are ${entryCount(log)} events`;
  if (entryCount(index) !== head) return `${head} events have ${entryCount(index)} entries in \`index\``;
  if (entryCount(ids) > head) return `${head} events have ${entryCount(ids)} entries in \`ids\``;
  if (entryCount(streams) !== lastStreamId)
    return `${lastStreamId} streams have ${entryCount(streams)} entries in \`streams\``;
  return undefined;
}

function lastEventsProblem(storage: Databases): string | undefined {
  let expected = storage.head;
  let bytes = 0;
  for (const { key, value } of storage.log.getRange({ reverse: true, limit: MAX_EVENTS })) {
    const position = readUint64(key);
    if (position !== expected) return `there is no event at position ${expected}`;
    const { problem } = verifyRecord(storage, position, value);
    if (problem !== undefined) return `the event at position ${position}: ${problem}`;
    expected -= 1;
    bytes += value.length;
    if (bytes > MAX_BYTES) break;
  }
  return undefined;
}
