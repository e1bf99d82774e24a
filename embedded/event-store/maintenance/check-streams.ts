import { isDeepStrictEqual } from 'node:util';
import { isIntact } from '../storage/checksum.ts';
import { readUint64, revisionKey, uint64Key } from '../storage/keys.ts';
import { dataOf, placeOf, streamNameOf } from '../storage/stored-event.ts';
import { METASTREAM_PREFIX, type StreamState, withMetadata } from '../storage/stream-state.ts';
import { addError, type Check, PAGE } from './check.ts';

const TOMBSTONE = Number.MAX_SAFE_INTEGER;

/**
 * Every stream: its revisions without gaps up to the last one, and its metadata as last written. When `index`
 * has other entries than those of the sound events, it finds out which.
 */
export async function checkStreams(check: Check): Promise<void> {
  const { storage, reading, findings, counts } = check;
  const entries = storage.index.getCount({ ...reading });
  const strays = entries !== counts.indexed;
  let seen = 0;
  for (const key of storage.streams.getKeys({ ...reading })) {
    const stream = key.toString();
    try {
      const state = storage.streams.get(key, reading);
      if (!state || !(state.id >= 1 && state.id <= storage.lastStreamId))
        findings.add('its entry in `streams` has no valid id', { stream });
      else {
        checkMetadata(check, stream, state);
        for (const count of checkRevisions(check, stream, state, strays)) {
          seen += count;
          await check.pause();
        }
      }
    } catch (error) {
      addError(check, error, { stream });
    }
    counts.streams += 1;
    if (counts.streams % PAGE === 0) await check.pause();
  }
  if (counts.streams !== storage.lastStreamId)
    findings.add(`\`streams\` has ${counts.streams} entries where \`meta\` counts ${storage.lastStreamId}`);
  if (seen < entries) findings.add(`${entries - seen} entries of \`index\` are of streams that do not exist`);
}

/** Yields the number of entries seen since the last time. */
function* checkRevisions(check: Check, stream: string, state: StreamState, strays: boolean) {
  const { storage, reading, findings } = check;
  let last = -1;
  let deleted = false;
  let seen = 0;
  const range = {
    start: revisionKey(state.id, 0),
    end: revisionKey(state.id, TOMBSTONE),
    inclusiveEnd: true,
  };
  for (const { key, value } of storage.index.getRange({ ...range, ...reading })) {
    const revision = readUint64(key, 8);
    if (revision === TOMBSTONE) deleted = true;
    else {
      if (revision !== last + 1)
        findings.add(`\`index\` lacks its revisions from ${last + 1} on`, { stream, revision: last + 1 });
      last = revision;
    }
    findings.name(readUint64(value), stream, revision);
    if (strays) checkEntry(check, stream, revision, readUint64(value));
    seen += 1;
    if (seen === PAGE) {
      yield seen;
      seen = 0;
    }
  }
  yield seen;
  if (state.last !== last)
    findings.add(`\`streams\` says that its last revision is ${state.last}, \`index\` that it is ${last}`, {
      stream,
      revision: Math.max(state.last, last),
    });
  if ((state.deleted ?? false) !== deleted)
    findings.add(deleted ? '`streams` lacks its tombstone' : '`index` lacks its tombstone', { stream });
}

function checkEntry(
  { storage, reading, findings }: Check,
  stream: string,
  revision: number,
  at: number,
): void {
  const stored = storage.log.get(uint64Key(at), reading);
  // A damaged event is reported as such.
  if (stored && !isIntact(stored)) return;
  if (!stored || streamNameOf(stored) !== stream || placeOf(stored).revision !== revision)
    findings.add(`\`index\` has position ${at} for this revision, where it is not`, { stream, revision });
}

/** What `streams` keeps of the metadata must be what the last event of the metadata stream says. */
function checkMetadata({ storage, reading, findings }: Check, stream: string, state: StreamState): void {
  const { id, last, deleted } = state;
  const bare: StreamState = { id, last, ...(deleted ? { deleted } : {}) };
  const metastream = storage.streams.get(Buffer.from(METASTREAM_PREFIX + stream), reading);
  // Deleting a stream whose metadata stream is tombstoned writes behind the tombstone.
  const positions = (metastream ? [metastream.last, TOMBSTONE] : [])
    .filter((revision) => revision >= 0)
    .map((revision) => storage.index.get(revisionKey(metastream?.id ?? 0, revision), reading))
    .map((position) => (position ? readUint64(position) : 0));
  const position = Math.max(0, ...positions);
  const written = position > 0 ? storage.log.get(uint64Key(position), reading) : undefined;
  // A damaged or missing event is reported as such.
  if (position > 0 && !(written && isIntact(written))) return;
  const expected = written ? withMetadata(bare, dataOf(written)) : bare;
  if (!isDeepStrictEqual({ ...expected }, { ...state }))
    findings.add('`streams` does not have the metadata that was last written', { stream });
}
