import type { Client } from 'pg';

interface TrustedNotices {
  /** Passes a payload on once its sender is known to be one of us; `sender` is the process of its connection. */
  take(sender: number, payload: string): void;
  /** Asks again about all senders: a process that starts may get the number of one that has ended. */
  check(): Promise<void>;
}

/** Notices that wait for the database to say who sent them; what is more is dropped. */
const maxHeld = 1_000;

/**
 * Any role that may connect may send notices. PostgreSQL adds the process that has sent one, which nobody can
 * forge: only those count whose role may write checkpoints.
 */
export function trustedNotices(
  client: Pick<Client, 'query'>,
  hear: (payload: string) => void,
): TrustedNotices {
  let trusted: ReadonlySet<number> = new Set();
  const strangers = new Set<number>();
  let held: { readonly sender: number; readonly payload: string }[] = [];
  let asking = false;

  const askAboutHeld = async () => {
    asking = true;
    try {
      while (held.length > 0) {
        const asked = held;
        held = [];
        const senders = new Set(asked.map(({ sender }) => sender));
        const writers = await mayWrite(client, senders);
        trusted = new Set([...trusted, ...writers]);
        for (const sender of senders) if (!writers.has(sender)) strangers.add(sender);
        for (const { sender, payload } of asked) if (writers.has(sender)) hear(payload);
      }
    } finally {
      asking = false;
    }
  };

  return {
    take(sender, payload) {
      if (trusted.has(sender)) return hear(payload);
      if (strangers.has(sender) || held.length >= maxHeld) return;
      held.push({ sender, payload });
      // What is lost here is in the checkpoints.
      if (!asking) askAboutHeld().catch(() => {});
    },
    async check() {
      strangers.clear();
      if (trusted.size > 0) trusted = await mayWrite(client, trusted);
    },
  };
}

/** Those of the server's processes that work for a role that may write checkpoints, itself or as their owner. */
async function mayWrite(client: Pick<Client, 'query'>, processes: Iterable<number>): Promise<Set<number>> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
      WHERE pid = ANY($1::integer[]) AND (has_table_privilege(usesysid, 'ops.checkpoints', 'UPDATE')
        OR pg_has_role(usesysid, (SELECT relowner FROM pg_class WHERE oid = 'ops.checkpoints'::regclass), 'MEMBER'))`,
    [[...processes]],
  );
  return new Set(rows.map(({ pid }) => pid));
}
