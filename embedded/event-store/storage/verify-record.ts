import type { Transaction } from 'lmdb';
import { isIntact } from './checksum.ts';
import type { Databases } from './databases.ts';
import { eventIdKey, readUint64, revisionKey, uint64Key } from './keys.ts';
import { eventIdOf, placeOf, streamNameOf } from './stored-event.ts';

/** `ownsId`: the entry in `ids` is of this very event, not of a later one with the same id. */
type Verdict = {
  stream?: string;
  revision?: number;
  ownsId?: boolean;
  /** A clause about the event; absent when all is well. */
  problem?: string;
};

type Reading = { transaction?: Transaction };

/** Whether a record of `log` is intact, in its place, and what `streams`, `index` and `ids` say it is. */
export function verifyRecord(
  storage: Databases,
  position: number,
  stored: Buffer,
  reading: Reading = {},
): Verdict {
  if (!isIntact(stored)) return { problem: 'its bytes do not match its checksum' };
  const stream = streamNameOf(stored);
  const place = placeOf(stored);
  const { revision } = place;
  const wrong = (problem: string): Verdict => ({ stream, revision, problem });
  if (place.position !== position) return wrong(`it says that its position is ${place.position}`);
  const state = storage.streams.get(Buffer.from(stream), reading);
  if (!state) return wrong('its stream is not in `streams`');
  const at = storage.index.get(revisionKey(state.id, revision), reading);
  if (!at) return wrong('it is not in `index`');
  if (readUint64(at) !== position) return wrong(`\`index\` has position ${readUint64(at)} for its revision`);
  const known = storage.ids.get(eventIdKey(state.id, eventIdOf(stored)), reading);
  if (!known) return wrong('its id is not in `ids`');
  const latest = readUint64(known);
  if (latest === revision) return { stream, revision, ownsId: true };
  const later = latest > revision && eventAt(storage, state.id, latest, reading);
  // An id may be written again under another expected revision; `ids` has the last one.
  if (later && eventIdOf(later) === eventIdOf(stored)) return { stream, revision, ownsId: false };
  return wrong(`\`ids\` has revision ${latest} for its id`);
}

/** The stored event of a revision. */
export function eventAt(
  storage: Databases,
  streamId: number,
  revision: number,
  reading: Reading,
): Buffer | undefined {
  const position = storage.index.get(revisionKey(streamId, revision), reading);
  return position && storage.log.get(uint64Key(readUint64(position)), reading);
}
