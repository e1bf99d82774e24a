export interface ProjectJob {
  /** Address of the event store. */
  readonly store: string;
  /** Address of a database with empty tables. */
  readonly database: string;
  /** Events in the log. */
  readonly events: number;
  /** Name of the one projection to build; null for all. */
  readonly only: string | null;
}

export interface ProjectResult {
  readonly seconds: number;
  /** Most memory that was resident. */
  readonly peakMegabytes: number;
}

export interface ReadJob {
  /** Address of the event store. */
  readonly store: string;
  readonly events: number;
}

/** Events per second, reading `$all`, and by a catch-up subscription to it. */
export interface ReadResult {
  readonly read: number;
  readonly subscribed: number;
}

export interface InsertJob {
  readonly database: string;
  readonly events: number;
}

export interface InsertResult {
  readonly perSecond: number;
}
