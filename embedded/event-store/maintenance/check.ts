import type { Transaction } from 'lmdb';
import { BAD_ENTRY, damageIn } from '../storage/damaged.ts';
import type { Databases } from '../storage/databases.ts';
import type { Findings, Place } from './findings.ts';

/** What the parts of a full check share; all of them see the storage as of one transaction. */
export type Check = {
  storage: Databases;
  reading: { transaction: Transaction };
  findings: Findings;
  /** Events seen; how many entries of `index` and `ids` are those of sound ones; streams seen. */
  counts: { events: number; indexed: number; identified: number; streams: number };
  /** Called now and then: tells how far the check has come, and others get their turn. */
  pause(): Promise<void>;
};

/** Entries between two pauses. */
export const PAGE = 500;

/** Notes an error from reading at a place. @throws it, when nothing can be read in this transaction any more */
export function addError({ findings }: Check, error: unknown, place: Place): void {
  const damage = damageIn(error);
  if (damage !== undefined) findings.add(damage, place);
  if (damage !== BAD_ENTRY) throw error;
}
