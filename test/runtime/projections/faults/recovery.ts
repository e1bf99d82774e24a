import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { LogPosition } from '../../../../src/core/define-events.ts';
import { isAfter, startOfLog } from '../../../../src/core/log-position.ts';
import type { EventLog } from '../../../../src/core/ports.ts';
import { catalog } from '../../../../src/events/index.ts';
import { createEventLog } from '../../../../src/platform/event-log/create-event-log.ts';
import type { NextAppend } from './endless-history.ts';

/** The read models are at the head of the log when they are where it was this long ago. */
const headAgeMs = 100;

/**
 * Waits until the read models are at the head of the log, which may go on growing; first of all `probe` is
 * appended. Returns when that was, by `performance.now`. Throws Error when they are not within `withinMs`.
 */
export async function recovery(
  eventStore: string,
  pool: Pool,
  { withinMs = 60_000, probe }: { withinMs?: number; probe?: NextAppend } = {},
): Promise<number> {
  const giveUpAt = performance.now() + withinMs;
  // A client that has seen the outage waits before it tries again: this one has not.
  const log = createEventLog({ url: eventStore, catalog, patienceMs: 2_000 });
  let waiting = probe;
  try {
    while (performance.now() < giveUpAt) {
      const head = await headAfter(log, waiting).catch(() => null);
      if (head) waiting = undefined;
      const until = performance.now() + headAgeMs;
      while (head && performance.now() < until) {
        const reached = await readPosition(pool).catch(() => null);
        if (reached && !isAfter(head, reached)) return performance.now();
        await delay(5);
      }
      if (!head) await delay(20);
    }
  } finally {
    await log.close();
  }
  throw new Error(`the read models were not at the head of the log within ${withinMs} ms`);
}

async function headAfter(log: EventLog, probe: NextAppend | undefined): Promise<LogPosition> {
  if (!probe) return log.head();
  const { stream, expected, events } = probe;
  return (await log.append(stream, expected, events)).position;
}

/** Where the checkpoint of the read models is that is furthest behind. */
async function readPosition(pool: Pool): Promise<LogPosition | null> {
  const { rows } = await pool.query<{ commit: string | null; prepare: string | null }>(
    `SELECT commit_position AS commit, prepare_position AS prepare FROM ops.checkpoints WHERE generation = 'live'
      ORDER BY commit_position NULLS FIRST, prepare_position LIMIT 1`,
  );
  const [row] = rows;
  if (!row) return null;
  if (row.commit === null || row.prepare === null) return startOfLog;
  return { commit: BigInt(row.commit), prepare: BigInt(row.prepare) };
}
