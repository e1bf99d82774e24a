import type { IncomingHttpHeaders } from 'node:http';
import type { QueryOptions } from '../runtime/queries/ports.ts';
import { invalid } from './errors.ts';

const defaultWaitSeconds = 2;
const longestWaitSeconds = 10;
/** Positions are unsigned 64-bit numbers of which PostgreSQL keeps 63. */
const largestPosition = 2n ** 63n - 1n;

/** From X-Consistency-Token and `Prefer: wait=`: what to wait for, and how long. Throws VALIDATION_FAILED. */
export function freshnessOptions(headers: IncomingHttpHeaders): QueryOptions {
  const token = headers['x-consistency-token'];
  const waitMs = 1000 * waitSeconds(headers.prefer);
  if (token === undefined) return { waitMs };
  if (typeof token !== 'string' || !/^\d{1,19}$/.test(token) || BigInt(token) > largestPosition)
    throw invalid('X-Consistency-Token', 'must be a position as commands answer it');
  const commit = BigInt(token);
  return { waitMs, minPosition: { commit, prepare: commit } };
}

/** RFC 7240; longer waits than we grant are cut to what we grant, as the RFC has it for preferences. */
function waitSeconds(prefer: string | string[] | undefined): number {
  const preferences = String(prefer ?? '').split(',');
  const wait = preferences.map((text) => text.trim()).find((text) => /^wait\s*(=|$)/i.test(text));
  if (wait === undefined) return defaultWaitSeconds;
  const seconds = /^wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(wait)?.[1];
  if (seconds === undefined) throw invalid('Prefer', 'must be wait=<seconds>, in whole seconds');
  return Math.min(Number(seconds), longestWaitSeconds);
}
