import { runJob } from './processes.ts';

export interface LoadJob {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly paths: readonly string[];
  /** JSON texts, used in turn. */
  readonly bodies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** As many as the answers allow where it is missing. */
  readonly perSecond?: number;
  readonly seconds: number;
}

/** Latencies in milliseconds; `failed` counts answers other than 2xx, and requests without an answer. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

/** What comes of several rounds of the same load. */
export interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const rounds = 3;
/** Enough for the compiler to be done with the code that runs often. */
const warmUpSeconds = 4;

/**
 * Puts load on several subjects in turn, each for `seconds` in all, in rounds, so that what disturbs the machine
 * disturbs all of them. Each is warmed up first. Answers the median round of each.
 * @throws Error when a request fails.
 */
export async function measureInTurn(
  subjects: readonly Omit<LoadJob, 'seconds'>[],
  seconds: number,
): Promise<Load[]> {
  for (const subject of subjects) await load({ ...subject, seconds: warmUpSeconds });
  const results: LoadResult[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      results[index]?.push(await load({ ...subject, seconds: Math.max(1, Math.round(seconds / rounds)) }));
    }
  }
  return results.map((own) => ({
    perSecond: median(own.map((result) => result.requests / result.seconds)),
    p50: median(own.map(({ p50 }) => p50)),
    p99: median(own.map(({ p99 }) => p99)),
  }));
}

async function load(job: LoadJob): Promise<LoadResult> {
  const result = await runJob<LoadResult>('bench/load', job);
  if (result.failed > 0) throw new Error(`${result.failed} requests to ${job.url} failed`);
  return result;
}

/** The middle value; of an even number of values the upper one. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
