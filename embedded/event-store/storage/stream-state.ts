import { z } from 'zod';

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

/** As far as 64 bits go; JSON.parse rounds 2^63 - 1 up. */
const integer = z.number().refine((value) => Number.isInteger(value) && Math.abs(value) <= 2 ** 63);
/** As many seconds as the server's time spans hold. */
const seconds = integer.refine((value) => Math.abs(value) <= 922_337_203_685);
const roles = z.union([z.string(), z.array(z.string())]);

/** What the server reads of a stream's metadata. */
const metadataSchema = z.object({
  $maxCount: integer.optional(),
  $maxAge: seconds.optional(),
  $tb: integer.optional(),
  $tmp: z.boolean().optional(),
  $cacheControl: seconds.optional(),
  $acl: z.strictObject({ $r: roles, $w: roles, $d: roles, $mr: roles, $mw: roles }).partial().optional(),
});

/**
 * The state after an event on the metadata stream. As the server has it, metadata that is malformed in one place
 * counts for nothing, and a limit of 0 or less is none.
 */
export function withMetadata(state: StreamState, data: Uint8Array): StreamState {
  const { $maxCount = 0, $maxAge = 0, $tb = -1 } = metadataSchema.safeParse(parseJson(data)).data ?? {};
  const next: StreamState = { id: state.id, last: state.last };
  if (state.deleted) next.deleted = true;
  if ($maxCount > 0) next.maxCount = $maxCount;
  if ($maxAge > 0) next.maxAge = $maxAge;
  if ($tb >= 0) next.truncateBefore = $tb;
  return next;
}

/** Parses JSON that should be an object; anything else is an empty one. */
export function parseObject(data: Uint8Array): Record<string, unknown> {
  const value = parseJson(data);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Undefined where it is not JSON. */
function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch {
    return undefined;
  }
}
