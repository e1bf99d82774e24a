import { isTombstone, type LoggedEvent } from './logged-event.ts';

/** The revisions that events have in the copy. */
export type Numbering = {
  /** Revision of the next event of the log; to be asked once for each, in order. */
  of(event: LoggedEvent): number;
  /** One that goes on from here by itself. */
  fork(): Numbering;
};

/** Revisions as they are, but counted from 0 in the streams named, whose beginning is gone. */
export function createNumbering(
  truncated: ReadonlySet<string>,
  counted: ReadonlyMap<string, number> = new Map(),
): Numbering {
  const next = new Map(counted);
  return {
    of(event) {
      if (isTombstone(event) || !truncated.has(event.stream)) return event.revision;
      const revision = next.get(event.stream) ?? 0;
      next.set(event.stream, revision + 1);
      return revision;
    },
    fork: () => createNumbering(truncated, next),
  };
}
