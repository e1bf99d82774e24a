import type { Client } from 'pg';
import type { ReadModelOwner, ReadModelStore } from '../runtime/projections/ownership.ts';
import { asOwner } from './read-models/as-owner.ts';
import { compareTables } from './read-models/compare-tables.ts';
import { deleteGeneration, exchangeWithPrevious, replaceLive } from './read-models/exchange-tables.ts';
import { openTrack } from './read-models/open-track.ts';
import { type OwnerConnections, ownerConnections } from './read-models/owner-connections.ts';
import { raiseEpoch } from './read-models/raise-epoch.ts';
import { readSituation } from './read-models/read-situation.ts';
import { tablesOf } from './read-models/schemas.ts';
import { completeShadowIndexes } from './read-models/shadow-tables.ts';
import { takeOver } from './read-models/take-over.ts';
import { takeOwnerLock } from './read-models/take-owner-lock.ts';
import { beginTask, endTask, requestTask } from './read-models/tasks.ts';
import { tellReaders } from './read-models/tell-readers.ts';

/**
 * What suits the only writer of data that can be built anew. A commit does not wait for the disk: after a
 * crash of the server, rows and checkpoint go back together. Loads go by an index, whatever the statistics of
 * a table that was empty a moment ago.
 */
const writerSettings = `SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** Longest that the owner's short statements take. */
const ownerTimeoutMs = 3_000;
/** Longest that one statement of a switch takes. */
const fencedMs = 30_000;
/** Longest that indexes are made, or tables compared. */
const longMs = 3_600_000;

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

function owner(connections: OwnerConnections, lock: Client, taken: string): ReadModelOwner {
  const { lost, lose, open, close, release } = connections;
  let epoch = taken;
  /** On a connection of its own. */
  const apart = async <T>(timeoutMs: number, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = await open({ statementTimeoutMs: timeoutMs });
    try {
      return await work(client);
    } finally {
      await close(client);
    }
  };
  /** In one transaction, unless somebody else is the owner by now. */
  const fenced = (work: (client: Client) => Promise<void>) =>
    apart(fencedMs, (client) => asOwner(client, epoch, () => work(client)));
  /** What says each second that the server answers: where it does not, nobody waits for it any longer. */
  const vital = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      lose();
      throw error;
    }
  };
  return {
    lost,
    release,
    situation: () => vital(readSituation(lock)),
    async open(track) {
      const [work, reads] = await Promise.all([open({ pipeline: true }), open({ pipeline: true })]);
      await Promise.all([work.query(writerSettings), reads.query(writerSettings)]);
      const closeBoth = async () => {
        await Promise.all([close(work), close(reads)]);
      };
      const writer = await openTrack({ work, reads, lock, lost, release: closeBoth }, track, epoch);
      return { ...writer, announce: (progress) => vital(writer.announce(progress)) };
    },
    request: (task) => fenced((client) => requestTask(client, task)),
    begin: (task, projections) => fenced((client) => beginTask(client, task, projections, epoch)),
    completeIndexes: (projections) =>
      apart(longMs, async (client) => {
        for (const table of tablesOf(projections)) await completeShadowIndexes(client, table);
      }),
    replace: (task, projections) =>
      fenced(async (client) => {
        await replaceLive(client, projections);
        await endTask(client, task, { state: 'done' });
      }),
    compare: async (projections) => {
      const client = await open({ statementTimeoutMs: longMs });
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
