import type { Storage } from '../storage/open-storage.ts';
import { createdOf } from '../storage/stored-event.ts';
import { firstVisibleRevision, isSoftDeleted, METASTREAM_PREFIX } from '../storage/stream-state.ts';

/** What a read of a stream may show now: revisions `first` to `last`, and of those what is young enough. */
export type StreamView =
  | { kind: 'found'; id: number; first: number; last: number; isVisible: (stored: Buffer) => boolean }
  | { kind: 'not-found' }
  | { kind: 'deleted' };

/** `now` is in milliseconds since 1970. */
export function viewStream(storage: Storage, name: string, now: number): StreamView {
  const stateOf = (of: string) => storage.streams.get(Buffer.from(of));
  const state = stateOf(name);
  const originalDeleted =
    name.startsWith(METASTREAM_PREFIX) && stateOf(name.slice(METASTREAM_PREFIX.length))?.deleted;
  if (state?.deleted || originalDeleted) return { kind: 'deleted' };
  if (!state || state.last < 0 || isSoftDeleted(state)) return { kind: 'not-found' };
  const oldest = state.maxAge === undefined ? 0 : now - state.maxAge * 1000;
  return {
    kind: 'found',
    id: state.id,
    first: firstVisibleRevision(state, name),
    last: state.last,
    isVisible: (stored) => oldest === 0 || createdOf(stored) >= oldest,
  };
}
