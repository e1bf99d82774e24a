import { Socket } from 'node:net';
import type { Client } from 'pg';
import { createClient } from '../postgres.ts';
import { waitAtMost } from '../wait-at-most.ts';

/** What the owner's connections are called in `pg_stat_activity`. */
export const projectorName = 'projector';

/** So that a machine that vanished, or a process that was stopped, loses its locks within seconds. */
const mortal = `SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 2;
  SET idle_in_transaction_session_timeout = '3s'`;

/** A server that has stalled need not be taken leave of. */
const closeWithinMs = 1_000;

/** The connections of one owner. */
export interface OwnerConnections {
  /** Aborts when one of them was lost, or `lose` was called: all are cut then, whatever they wait for. */
  readonly lost: AbortSignal;
  lose(): void;
  /** `statementTimeoutMs` and `pipeline` as in postgres.ts. */
  open(options: { statementTimeoutMs?: number; pipeline?: boolean }): Promise<Client>;
  close(client: Client): Promise<void>;
  /** Closes them all. */
  release(): Promise<void>;
}

/** Connections that live and die together. */
export function ownerConnections(url: string): OwnerConnections {
  const lost = new AbortController();
  const sockets = new Map<Client, Socket>();
  const lose = () => {
    if (lost.signal.aborted) return;
    lost.abort();
    for (const socket of sockets.values()) socket.destroy();
  };
  const close = async (client: Client) => {
    client.off('end', lose);
    await waitAtMost(
      closeWithinMs,
      client.end().catch(() => {}),
    );
    sockets.get(client)?.destroy();
    sockets.delete(client);
  };
  return {
    lost: lost.signal,
    lose,
    close,
    async open(options) {
      const socket = new Socket();
      const client = createClient(url, {
        ...options,
        applicationName: projectorName,
        onConnectionError: lose,
        stream: () => socket,
      });
      sockets.set(client, socket);
      client.once('end', lose);
      await client.connect();
      await client.query(mortal);
      return client;
    },
    async release() {
      await Promise.all([...sockets.keys()].map(close));
    },
  };
}
