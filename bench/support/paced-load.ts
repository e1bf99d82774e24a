export interface PacedJob {
  readonly url: string;
  readonly databaseUrl: string;
  readonly paths: readonly string[];
  readonly bodies: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Lags in milliseconds, from a command's answer until its events are visible. */
export interface PacedResult {
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}
