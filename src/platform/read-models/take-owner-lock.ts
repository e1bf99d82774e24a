import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';

/** Any number, the same in every process: one writes the read models, the others stand by. */
const ownerLock = 7_301_520;

/** An owner says something twice a second; one that has been silent for longer than this is gone, milliseconds. */
const silenceMs = 2_500;

/** Time for a connection that was ended to give the lock back. */
const endedWithinMs = 500;
const everyMs = 50;

/**
 * Takes the lock of the owner, unless somebody has it. An owner that has fallen silent, stopped or cut off,
 * loses its connection, and with it the lock: should it wake, the epoch keeps it from writing.
 */
export async function takeOwnerLock(client: Client): Promise<boolean> {
  if (await tryLock(client)) return true;
  const ended = await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND greatest(query_start, state_change) < clock_timestamp() - make_interval(secs => $2)`,
    [ownerLock, silenceMs / 1_000],
  );
  for (let waited = 0; ended.rows.length > 0 && waited < endedWithinMs; waited += everyMs) {
    await delay(everyMs);
    if (await tryLock(client)) return true;
  }
  return false;
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    ownerLock,
  ]);
  return rows[0]?.taken ?? false;
}
