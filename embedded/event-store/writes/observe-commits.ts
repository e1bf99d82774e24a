import type { NodeObserver } from '../node-observer.ts';
import type { WriteRequest, WriteResult } from './apply-write.ts';

type Commit = (
  requests: readonly WriteRequest[],
  stored: (events: readonly Buffer[]) => void,
) => Promise<readonly WriteResult[]>;

/** The commit with its outcomes and duration told to the observer, where there is one. */
export function observeCommits(observer: NodeObserver | undefined, commit: Commit) {
  return async (requests: readonly WriteRequest[]): Promise<readonly WriteResult[]> => {
    if (!observer) return commit(requests, () => undefined);
    let events = 0;
    let bytes = 0;
    const startedAt = performance.now();
    const results = await commit(requests, (stored) => {
      events = stored.length;
      for (const each of stored) bytes += each.length;
    });
    const seconds = (performance.now() - startedAt) / 1000;
    observer.committed({ outcomes: results.map(({ kind }) => kind), events, bytes, seconds });
    return results;
  };
}
