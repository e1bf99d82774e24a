import { damageIn } from '../storage/damaged.ts';
import { readUint64 } from '../storage/keys.ts';
import { openStorageReadOnly, type Storage } from '../storage/open-storage.ts';
import type { Check } from './check.ts';
import { findStrayIds } from './check-ids.ts';
import { checkLog } from './check-log.ts';
import { checkStreams } from './check-streams.ts';
import { createFindings, type Finding } from './findings.ts';

/** Events seen, of how many. */
export type CheckProgress = { checked: number; total: number };

/** `findings` holds the first ones, `found` counts them all; a sound directory has none. */
export type CheckResult = { events: number; streams: number; findings: readonly Finding[]; found: number };

/**
 * Checks everything that a node keeps in a directory, in bounded memory, also beside a running node: it then
 * sees what was on disk when it began.
 * @throws when the directory holds no event store, one of another format, or a torn file
 */
export async function checkStorage(
  dir: string,
  onProgress: (progress: CheckProgress) => void = () => undefined,
): Promise<CheckResult> {
  const storage = openStorageReadOnly(dir);
  const transaction = storage.log.useReadTransaction();
  try {
    return await checkAll(storage, transaction, onProgress);
  } finally {
    transaction.done();
    await storage.close();
  }
}

async function checkAll(
  storage: Storage,
  transaction: Check['reading']['transaction'],
  onProgress: (progress: CheckProgress) => void,
): Promise<CheckResult> {
  const reading = { transaction };
  const [lastKey] = storage.log.getKeys({ reverse: true, limit: 1, ...reading });
  const head = lastKey === undefined ? 0 : readUint64(lastKey);
  const lastStreamId = storage.meta.get('lastStreamId', reading) ?? 0;
  const findings = createFindings();
  const counts = { events: 0, indexed: 0, identified: 0, streams: 0 };
  const report = (): void => onProgress({ checked: counts.events, total: head });
  const check: Check = {
    storage: { ...storage, head, lastStreamId },
    reading,
    findings,
    counts,
    async pause() {
      report();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  try {
    for (const part of [checkLog, checkStreams, findStrayIds]) await part(check);
  } catch (error) {
    const damage = damageIn(error);
    if (damage === undefined) throw error;
    findings.add(`pages of the data file are damaged, the check ended early: ${damage}`);
  }
  report();
  return {
    events: counts.events,
    streams: counts.streams,
    findings: findings.list(),
    found: findings.found(),
  };
}
