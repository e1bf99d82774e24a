import type { NodeObserver } from '../node-observer.ts';
import type { CommitSignal } from '../reads/commit-signal.ts';
import type { Tail } from '../reads/tail.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { WriteRequest, WriteResult } from '../writes/apply-write.ts';
import type { WriteQueue } from '../writes/write-queue.ts';
import type { Budget } from './budget.ts';

/** What the handlers of the node share. */
export type Node = {
  storage: Storage;
  writes: WriteQueue<WriteRequest, WriteResult>;
  /** Bytes of appends that have begun and do not wait for their transaction yet. */
  unfinished: Budget;
  commits: CommitSignal;
  tail: Tail;
  /** Aborted when the node stops: open streams end with UNAVAILABLE. */
  stopping: AbortSignal;
  observer: NodeObserver | undefined;
};

/** Data bytes in one append. */
export const MAX_APPEND_SIZE = 1024 * 1024;
