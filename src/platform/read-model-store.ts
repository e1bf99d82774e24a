import type { Client } from 'pg';
import { pause } from '../runtime/pause.ts';
import {
  type ReadModelOwner,
  type ReadModelStore,
  TaskImpossibleError,
} from '../runtime/projections/ownership.ts';
import { asOwner, taskError } from './read-models/as-owner.ts';
import { cancelOn } from './read-models/cancel-on.ts';
import { compareTables } from './read-models/compare-tables.ts';
import { deleteGeneration, deleteReplaced } from './read-models/delete-tables.ts';
import { exchangeWithPrevious, replaceLive } from './read-models/exchange-tables.ts';
import { noteDiverged } from './read-models/note-diverged.ts';
import { openTrack } from './read-models/open-track.ts';
import { type OwnerConnections, ownerConnections } from './read-models/owner-connections.ts';
import { raiseEpoch } from './read-models/raise-epoch.ts';
import { readSituation } from './read-models/read-situation.ts';
import { tablesOf } from './read-models/schemas.ts';
import { completePreviousTables, completeShadowTables } from './read-models/shadow-tables.ts';
import { tableUsers } from './read-models/table-users.ts';
import { takeOver } from './read-models/take-over.ts';
import { takeOwnerLock } from './read-models/take-owner-lock.ts';
import { beginTask, endTask, noteWaiting, requestTask } from './read-models/tasks.ts';
import { tellReaders } from './read-models/tell-readers.ts';

/**
 * What suits the only writer of data that can be built anew. A commit does not wait for the disk: after a
 * crash of the server, rows and checkpoint go back together. Loads go by an index, whatever the statistics of
 * a table that was empty a moment ago.
 */
const writerSettings = `SET datestyle = 'ISO'; SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** Longest that the owner's short statements take. */
const ownerTimeoutMs = 3_000;
/** Who stands by takes an owner for dead that says nothing. */
const beatMs = 500;
/** Time for readers to hear of a rollback. */
const readersMs = 250;
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
        const lock = await connections.open({ statementTimeoutMs: ownerTimeoutMs, pipeline: true });
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
    } catch (error) {
      throw taskError(error);
    } finally {
      await close(client);
    }
  };
  /** In one transaction, unless somebody else is the owner by now. */
  const fenced = (work: (client: Client) => Promise<void>) =>
    apart(fencedMs, (client) => asOwner(client, epoch, () => work(client)));
  const raise = async (names: readonly string[]) => {
    let raised = epoch;
    await fenced(async (client) => {
      raised = await raiseEpoch(client);
      await tellReaders(client, names, 'live', raised);
    });
    epoch = raised;
  };
  /** What says each half second that the server answers: where it does not, nobody waits for it any longer. */
  const vital = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      lose();
      throw error;
    }
  };
  const beating = setInterval(() => void vital(lock.query('SELECT 1')).catch(() => {}), beatMs);
  lost.addEventListener('abort', () => clearInterval(beating), { once: true });
  return {
    lost,
    async release() {
      clearInterval(beating);
      await release();
    },
    situation: () => vital(readSituation(lock)),
    tableUsers: (projections) => tableUsers(lock, projections),
    async open(track, lockTimeoutMs = 0) {
      const [work, reads] = await Promise.all([open({ pipeline: true }), open({ pipeline: true })]);
      const settings = `${writerSettings}; SET lock_timeout = ${lockTimeoutMs}`;
      await Promise.all([work.query(settings), reads.query(settings)]);
      const closeBoth = async () => {
        await Promise.all([close(work), close(reads)]);
      };
      const writer = await openTrack({ work, reads, lock, lost, release: closeBoth }, track, epoch);
      return { ...writer, announce: (progress) => vital(writer.announce(progress)) };
    },
    noteDiverged: (standings) => fenced((client) => noteDiverged(client, standings)),
    noteWaiting: (task, users) => fenced((client) => noteWaiting(client, task, users)),
    request: (task) => fenced((client) => requestTask(client, task)),
    begin: (task, projections) => fenced((client) => beginTask(client, task, projections, epoch)),
    completeIndexes: (projections, signal) =>
      apart(longMs, async (client) => {
        const leave = await cancelOn(signal, client, lock);
        try {
          await completeShadowTables(client, tablesOf(projections));
        } finally {
          leave();
        }
      }),
    async replace(task, projections) {
      await fenced(async (client) => {
        await endTask(client, task, { state: 'done' });
        await replaceLive(client, projections);
      });
      // Otherwise the next switch does it.
      await fenced((client) => deleteReplaced(client, projections)).catch(() => {});
    },
    compare: async (projections, signal) => {
      const client = await open({ statementTimeoutMs: longMs });
      try {
        const leave = await cancelOn(signal, client, lock);
        const { differences } = await compareTables(client, projections);
        const found = differences.finally(async () => {
          leave();
          await close(client);
        });
        return { differences: found };
      } catch (error) {
        await close(client);
        throw taskError(error);
      }
    },
    async restore(task, projections) {
      const names = projections.map(({ name }) => name);
      const next = String(BigInt(epoch) + 1n);
      await apart(longMs, (client) => completePreviousTables(client, tablesOf(projections)));
      // Who has just been told that everything is there must not find older tables: readers go back first.
      await tellReaders(lock, names, 'previous', next);
      await pause(readersMs, lost);
      try {
        await fenced(async (client) => {
          await endTask(client, task, { state: 'done' });
          await exchangeWithPrevious(client, projections);
        });
      } finally {
        // Also where nothing was exchanged: what they are told from then on counts again.
        await raise(names);
      }
    },
    drop: (task, projections) =>
      fenced(async (client) => {
        await deleteGeneration(client, projections, 'previous');
        await endTask(client, task, { state: 'done' });
      }),
    async end(task, projections, outcome) {
      const ending = (client: Client) => endTask(client, task, outcome);
      try {
        await fenced(async (client) => {
          await deleteGeneration(client, projections, 'next');
          await ending(client);
        });
      } catch (error) {
        if (!(error instanceof TaskImpossibleError)) throw error;
        // Somebody has made something of the new tables: they stay, the task does not.
        await fenced(ending);
      }
    },
  };
}
