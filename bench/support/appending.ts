export interface AppendJob {
  /** Address of the event store. */
  readonly store: string;
  readonly atOnce: number;
  /** Events of one append. */
  readonly perAppend: number;
  readonly seconds: number;
}

export interface CommitJob {
  /** Directory for the LMDB environment. */
  readonly dir: string;
  /** Values of one transaction. */
  readonly perCommit: number;
  readonly seconds: number;
}

/** Events, or values, each second. */
export interface AppendResult {
  readonly perSecond: number;
}
