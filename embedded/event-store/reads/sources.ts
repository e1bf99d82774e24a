import type { Storage } from '../storage/open-storage.ts';
import { ALL, type CommitSignal } from './commit-signal.ts';
import { readAllPage, readStreamPage } from './read-pages.ts';
import { viewStream } from './stream-view.ts';
import type { Source } from './subscribe.ts';
import type { Tail } from './tail.ts';

export function allSource(storage: Storage, tail: Tail, commits: CommitSignal): Source {
  return {
    after: (cursor) =>
      cursor < storage.head ? (tail.after(cursor) ?? readAllPage(storage, cursor + 1, 'forwards')) : [],
    isVisible: () => true,
    end: () => storage.head,
    behind: (cursor) => Math.max(0, storage.head - cursor),
    changed: (abort) => commits.next(ALL, abort),
  };
}

/** The stream of a subscription was tombstoned. */
export class StreamDeleted extends Error {}

/** A stream need not exist yet. @throws StreamDeleted when it asks for events */
export function streamSource(storage: Storage, commits: CommitSignal, stream: string): Source {
  const view = () => {
    const current = viewStream(storage, stream, Date.now());
    if (current.kind === 'deleted') throw new StreamDeleted(stream);
    return current.kind === 'found' ? current : undefined;
  };
  let isVisible = (_stored: Buffer) => true;
  return {
    isVisible: (stored) => isVisible(stored),
    after(cursor) {
      const current = view();
      if (current) ({ isVisible } = current);
      const from = Math.max(cursor + 1, current?.first ?? 0);
      if (!current || from > current.last) return [];
      return readStreamPage(storage, current.id, from, current.last, 'forwards');
    },
    end: () => view()?.last ?? -1,
    behind(cursor) {
      const current = view();
      return current ? Math.max(0, current.last - Math.max(cursor, current.first - 1)) : 0;
    },
    changed: (abort) => commits.next(stream, abort),
  };
}
