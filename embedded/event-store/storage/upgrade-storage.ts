import type { Database, RootDatabase } from 'lmdb';
import { CHECKSUM_BYTES, seal } from './checksum.ts';
import { uint64Key } from './keys.ts';

/** Events and bytes that are rewritten in one transaction. */
const PORTION_EVENTS = 1_000;
const PORTION_BYTES = 8 * 1024 * 1024;

export type UpgradeProgress = { upgraded: number; total: number };

/** Key in `meta`: the last position in the new form, while an upgrade is not finished. */
export const UPGRADED = 'upgraded';

/**
 * Rewrites the events of format 1, which had no checksums, portion by portion. `meta` says from the start that
 * the format is 2, so that no older version takes the directory, and how far the upgrade has come: after an
 * interruption the next start goes on from there.
 */
export function upgradeStorage(
  env: RootDatabase<Buffer, Buffer>,
  log: Database<Buffer, Buffer>,
  meta: Database<number, string>,
  head: number,
  onProgress: (progress: UpgradeProgress) => void,
): void {
  env.transactionSync(() => {
    if (meta.get(UPGRADED) === undefined) meta.putSync(UPGRADED, 0);
    meta.putSync('format', 2);
  });
  let upgraded = meta.get(UPGRADED) ?? 0;
  while (upgraded < head) {
    const from = upgraded + 1;
    upgraded = env.transactionSync(() => {
      const last = upgradePortion(log, from);
      meta.putSync(UPGRADED, last);
      return last;
    });
    onProgress({ upgraded, total: head });
  }
  meta.removeSync(UPGRADED);
}

/** @returns the last position that was rewritten */
function upgradePortion(log: Database<Buffer, Buffer>, from: number): number {
  let bytes = 0;
  let position = from;
  for (; position < from + PORTION_EVENTS && bytes < PORTION_BYTES; position += 1) {
    const stored = log.get(uint64Key(position));
    if (!stored) break;
    log.putSync(uint64Key(position), withChecksum(stored));
    bytes += stored.length;
  }
  if (position === from) throw new Error(`There is no event at position ${from}; restore a backup.`);
  return position - 1;
}

/** Format 1 had the same header without the checksum; the three starts in it move by its length. */
function withChecksum(old: Buffer): Buffer {
  const stored = Buffer.concat([Buffer.alloc(CHECKSUM_BYTES), old]);
  for (const at of [0, 4, 8])
    stored.writeUInt16BE(old.readUInt16BE(at) + CHECKSUM_BYTES, at + CHECKSUM_BYTES);
  return seal(stored);
}
