import type { Client } from 'pg';
import type { ReadModelOwner, ReadModelStore } from '../runtime/projections/ownership.ts';
import { createClient } from './postgres.ts';
import { asOwner } from './read-models/as-owner.ts';
import { compareTables } from './read-models/compare-tables.ts';
import { deleteGeneration, exchangeWithPrevious, replaceLive } from './read-models/exchange-tables.ts';
import { openTrack } from './read-models/open-track.ts';
import { raiseEpoch } from './read-models/raise-epoch.ts';
import { readSituation } from './read-models/read-situation.ts';
import { tablesOf } from './read-models/schemas.ts';
import { completeShadowIndexes } from './read-models/shadow-tables.ts';
import { takeOver } from './read-models/take-over.ts';
import { takeOwnerLock } from './read-models/take-owner-lock.ts';
import { beginTask, endTask, requestTask } from './read-models/tasks.ts';
import { tellReaders } from './read-models/tell-readers.ts';
import { waitAtMost } from './wait-at-most.ts';

/**
 * What suits the only writer of data that can be built anew. A commit does not wait for the disk: after a
 * crash of the server, rows and checkpoint go back together. Loads go by an index, whatever the statistics of
 * a table that was empty a moment ago.
 */
const writerSettings = `SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** So that a machine that vanished, or a process that was stopped, loses its locks within seconds. */
const mortal = `SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 2;
  SET idle_in_transaction_session_timeout = '3s'`;

/** Longest that the owner's short statements take. */
const ownerTimeoutMs = 5_000;
/** A server that has stalled need not be taken leave of. */
const closeWithinMs = 1_000;

/** Read models in the `read` schema of a PostgreSQL database. */
export function createReadModelStore(url: string): ReadModelStore {
  return {
    async takeOver(projections) {
      const connections = ownerConnections(url);
      try {
        const lock = await connections.open({ statementTimeoutMs: ownerTimeoutMs });
        if (!(await takeOwnerLock(lock))) {
          await connections.release();
          return null;
        }
        return owner(connections, lock, await takeOver(lock, projections));
      } catch (error) {
        await connections.release();
        throw error;
      }
    },
  };
}

type Connections = ReturnType<typeof ownerConnections>;

/** Connections that are all given up when one of them is lost. */
function ownerConnections(url: string) {
  const lost = new AbortController();
  const clients = new Set<Client>();
  const lose = () => lost.abort();
  const close = async (client: Client) => {
    client.off('end', lose);
    clients.delete(client);
    await waitAtMost(
      closeWithinMs,
      client.end().catch(() => {}),
    );
  };
  return {
    lost: lost.signal,
    close,
    async open(options: { statementTimeoutMs?: number; pipeline?: boolean }): Promise<Client> {
      const client = createClient(url, {
        ...options,
        applicationName: 'projector',
        onConnectionError: lose,
      });
      clients.add(client);
      client.once('end', lose);
      await client.connect();
      await client.query(mortal);
      return client;
    },
    async release(): Promise<void> {
      await Promise.all([...clients].map(close));
    },
  };
}

function owner({ lost, open, close, release }: Connections, lock: Client, taken: string): ReadModelOwner {
  let epoch = taken;
  /** On a connection of its own, for statements that may take as long as they need. */
  const apart = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = await open({ statementTimeoutMs: 0 });
    try {
      return await work(client);
    } finally {
      await close(client);
    }
  };
  /** In one transaction, unless somebody else is the owner by now. */
  const fenced = (work: (client: Client) => Promise<void>) =>
    apart((client) => asOwner(client, epoch, () => work(client)));
  return {
    lost,
    release,
    situation: () => readSituation(lock),
    async open(track) {
      const [work, reads] = await Promise.all([open({ pipeline: true }), open({ pipeline: true })]);
      await Promise.all([work.query(writerSettings), reads.query(writerSettings)]);
      const closeBoth = async () => {
        await Promise.all([close(work), close(reads)]);
      };
      return openTrack({ work, reads, lock, lost, release: closeBoth }, track, epoch);
    },
    request: (task) => fenced((client) => requestTask(client, task)),
    begin: (task, projections) => fenced((client) => beginTask(client, task, projections, epoch)),
    completeIndexes: (projections) =>
      apart(async (client) => {
        for (const table of tablesOf(projections)) await completeShadowIndexes(client, table);
      }),
    replace: (task, projections) =>
      fenced(async (client) => {
        await replaceLive(client, projections);
        await endTask(client, task, { state: 'done' });
      }),
    compare: async (projections) => {
      const client = await open({ statementTimeoutMs: 0 });
      try {
        const { differences } = await compareTables(client, projections);
        return { differences: differences.finally(() => close(client)) };
      } catch (error) {
        await close(client);
        throw error;
      }
    },
    async restore(task, projections) {
      let raised = epoch;
      await fenced(async (client) => {
        await exchangeWithPrevious(client, projections);
        // The previous tables may stand earlier in the log, which readers believe of a later epoch only.
        raised = await raiseEpoch(client);
        await tellReaders(
          client,
          projections.map(({ name }) => name),
        );
        await endTask(client, task, { state: 'done' });
      });
      epoch = raised;
    },
    drop: (task, projections) =>
      fenced(async (client) => {
        await deleteGeneration(client, projections, 'previous');
        await endTask(client, task, { state: 'done' });
      }),
    end: (task, projections, outcome) =>
      fenced(async (client) => {
        await deleteGeneration(client, projections, 'next');
        await endTask(client, task, outcome);
      }),
  };
}
