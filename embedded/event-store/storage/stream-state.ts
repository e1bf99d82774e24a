/** What `streams` holds for a name. Metadata is the part of `$$<stream>` that decides what reads show. */
export type StreamState = {
  id: number;
  /** Revision of the last event, -1 when there is none. */
  last: number;
  /** Tombstoned: can never be read or written again. */
  deleted?: boolean;
  maxCount?: number;
  /** Seconds. */
  maxAge?: number;
  truncateBefore?: number;
};

export const METASTREAM_PREFIX = '$$';

/** `$tb` of a soft-deleted stream (2^63 - 1); JSON.parse rounds it to something above the safe integers. */
export const SOFT_DELETED = '9223372036854775807';

export function isSoftDeleted(state: StreamState): boolean {
  return (state.truncateBefore ?? 0) > Number.MAX_SAFE_INTEGER;
}

/** First revision that a read of the stream may show. Metadata streams keep only their last event. */
export function firstVisibleRevision(state: StreamState, name: string): number {
  const maxCount = state.maxCount ?? (name.startsWith(METASTREAM_PREFIX) ? 1 : undefined);
  const byCount = maxCount === undefined ? 0 : state.last - maxCount + 1;
  return Math.max(0, byCount, state.truncateBefore ?? 0);
}

function positiveInteger(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined;
}

/** The state after an event on the metadata stream; data that is not a JSON object clears the metadata. */
export function withMetadata(state: StreamState, data: Uint8Array): StreamState {
  const { $maxCount, $maxAge, $tb } = parseObject(data);
  const next: StreamState = { id: state.id, last: state.last };
  if (state.deleted) next.deleted = true;
  const maxCount = positiveInteger($maxCount);
  const maxAge = positiveInteger($maxAge);
  const truncateBefore = positiveInteger($tb);
  if (maxCount !== undefined) next.maxCount = maxCount;
  if (maxAge !== undefined) next.maxAge = maxAge;
  if (truncateBefore !== undefined) next.truncateBefore = truncateBefore;
  return next;
}

/** Parses JSON that should be an object; anything else is an empty one. */
export function parseObject(data: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
