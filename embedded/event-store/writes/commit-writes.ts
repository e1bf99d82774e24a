import type { Storage } from '../storage/open-storage.ts';
import { NoRoom } from '../storage/room.ts';
import { applyWrite, type WriteRequest, type WriteResult } from './apply-write.ts';
import { createDraft, type Draft } from './draft.ts';

/**
 * Decides a group of writes and stores what was accepted in one transaction. Where there is no room for it, all of
 * them are refused.
 * @param publish called with the names of the streams that changed and the events, once that is on disk
 */
export async function commitWrites(
  storage: Storage,
  requests: readonly WriteRequest[],
  publish: (streams: Set<string>, stored: readonly Buffer[]) => void,
): Promise<readonly WriteResult[]> {
  const draft = createDraft(storage);
  const now = Date.now();
  const results = requests.map((request) => tryWrite(draft, request, now));
  const touched = draft.touched();
  if (touched.size === 0) return results;
  let used: ReturnType<Draft['put']> = storage;
  try {
    await storage.commit(() => {
      used = draft.put();
    });
  } catch (error) {
    if (error instanceof NoRoom) return requests.map(() => ({ kind: 'no-room' }));
    throw error;
  }
  storage.head = used.head;
  storage.lastStreamId = used.lastStreamId;
  publish(touched, draft.stored());
  return results;
}

function tryWrite(draft: Draft, request: WriteRequest, now: number): WriteResult {
  try {
    return applyWrite(draft, request, now);
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : 'unknown error' };
  }
}
