import type { Transaction } from 'lmdb';
import type { Databases } from '../storage/databases.ts';
import type { Findings } from './findings.ts';

/** What the parts of a full check share; all of them see the storage as of one transaction. */
export type Check = {
  storage: Databases;
  reading: { transaction: Transaction };
  findings: Findings;
  /** Called now and then with the number of events seen; others get their turn meanwhile. */
  pause(checked: number): Promise<void>;
};

/** Entries between two pauses. */
export const PAGE = 500;
