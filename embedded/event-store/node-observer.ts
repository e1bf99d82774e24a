/** What a node tells whoever watches it: counts and durations, never what is in an event. */
export type NodeObserver = {
  /** A group of writes was decided, and what it stored, `events` and `bytes` in `seconds`, is on disk. */
  committed(group: { outcomes: readonly string[]; events: number; bytes: number; seconds: number }): void;
  /** So many writes were given up, because their deadlines passed before they were decided. */
  gaveUp(writes: number): void;
  /** A read was opened; the answer is to be called when it has ended. */
  readOpened(kind: 'read' | 'subscription'): () => void;
  /** A commit failed: the process ends when this returns. */
  diskFailed(error: unknown): void;
};
