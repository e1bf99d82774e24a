import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import type { Database } from './database.ts';

/** This many failures within the window lock an address out, until the oldest of them leaves it. */
const mostFailures = 10;
const windowMs = 15 * 60 * 1000;

export interface SignInFailures {
  /** When the address is admitted again, ISO-8601 UTC; null when it is admitted now. */
  lockedUntil(emailHash: string): Promise<string | null>;
  add(emailHash: string): Promise<void>;
  clear(emailHash: string): Promise<void>;
}

/** Failed sign-ins by address, whether anybody has it or not, so that an answer does not tell. */
export function createSignInFailures(database: Database, clock: Clock): SignInFailures {
  const windowStart = () => new Date(Date.parse(clock.now()) - windowMs);
  return {
    async lockedUntil(emailHash) {
      const { rows } = await database.query<{ failed_at: Date }>(
        `SELECT failed_at FROM identity.sign_in_failures WHERE email_hash = $1 AND failed_at > $2
         ORDER BY failed_at DESC LIMIT ${mostFailures}`,
        [emailHash, windowStart()],
      );
      const oldest = rows[mostFailures - 1];
      return oldest ? new Date(oldest.failed_at.getTime() + windowMs).toISOString() : null;
    },
    async add(emailHash) {
      await database.query(
        `WITH outdated AS (SELECT id FROM identity.sign_in_failures WHERE failed_at <= $3 LIMIT 100
                           FOR UPDATE SKIP LOCKED),
              gone AS (DELETE FROM identity.sign_in_failures WHERE id IN (SELECT id FROM outdated))
         INSERT INTO identity.sign_in_failures (email_hash, failed_at) VALUES ($1, $2)`,
        [emailHash, clock.now(), windowStart()],
      );
    },
    async clear(emailHash) {
      await database.query('DELETE FROM identity.sign_in_failures WHERE email_hash = $1', [emailHash]);
    },
  };
}

/** RATE_LIMITED, with the seconds to wait in `details`. */
export function lockedOut(until: string, clock: Clock): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(clock.now())) / 1000));
  const message = 'too many failed sign-ins; try again later';
  return new DomainError('RATE_LIMITED', message, [{ field: '', message, retryAfterSeconds }]);
}
