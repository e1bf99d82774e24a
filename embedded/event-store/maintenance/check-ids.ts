import { isIntact } from '../storage/checksum.ts';
import { readUint64 } from '../storage/keys.ts';
import { eventIdOf } from '../storage/stored-event.ts';
import { eventAt } from '../storage/verify-record.ts';
import { type Check, PAGE } from './check.ts';

/** Entries of `ids` that lead to no event with that id. When the sound events have them all, there are none. */
export async function findStrayIds(check: Check): Promise<void> {
  const { storage, reading, findings, counts } = check;
  if (storage.ids.getCount({ ...reading }) === counts.identified) return;
  let seen = 0;
  for (const { key, value } of storage.ids.getRange({ ...reading })) {
    const streamId = readUint64(key);
    const revision = readUint64(value);
    const id = key.toString('hex', 8);
    const stored = eventAt(storage, streamId, revision, reading);
    const isStray = stored ? isIntact(stored) && eventIdOf(stored).replaceAll('-', '') !== id : true;
    // A damaged event is reported as such.
    if (isStray)
      findings.add(`\`ids\` has ${id} at this revision of stream number ${streamId}, where it is not`, {
        revision,
      });
    seen += 1;
    if (seen % PAGE === 0) await check.pause();
  }
}
