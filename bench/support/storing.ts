export interface FillJob {
  /** Address of the event store. */
  readonly store: string;
  /** Streams of `streamEvents` events each. */
  readonly streams: number;
}

export interface FillResult {
  readonly perSecond: number;
}

export interface ReadStreamsJob {
  /** Address of an event store that was filled. */
  readonly store: string;
  readonly streams: number;
  /** Reads of one whole stream, one after the other. */
  readonly reads: number;
}

/** In milliseconds. */
export interface ReadStreamsResult {
  readonly p50: number;
}

export interface SteadyJob {
  /** Address of the event store. */
  readonly store: string;
  readonly seconds: number;
}

export interface SteadyResult {
  readonly appended: number;
  readonly seen: number;
}

/** Events of each stream of a store that was filled: one append. */
export const streamEvents = 100;

export function streamName(n: number): string {
  return `filled-${n}`;
}
