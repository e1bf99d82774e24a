import { setMaxListeners } from 'node:events';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { lockDirectory } from '../lock-directory.ts';
import { makeDirectory } from '../make-directory.ts';
import { createBudget } from './grpc/budget.ts';
import { createGrpcServer, type Keepalive } from './grpc/create-grpc-server.ts';
import type { NodeObserver } from './node-observer.ts';
import { createCommitSignal } from './reads/commit-signal.ts';
import { createTail } from './reads/tail.ts';
import { openStorage } from './storage/open-storage.ts';
import { withRoomCheck } from './storage/room.ts';
import type { WriteRequest, WriteResult } from './writes/apply-write.ts';
import { commitWrites } from './writes/commit-writes.ts';
import { firstWrite } from './writes/first-write.ts';
import { observeCommits } from './writes/observe-commits.ts';
import { createWriteQueue } from './writes/write-queue.ts';

export type EventStoreNode = {
  /** Connection string for an EventStoreDB client. */
  url: string;
  port: number;
  /** Writes that wait for their transaction. */
  queueDepth(): { writes: number; bytes: number };
  /** Answers the appends it has, ends open streams with UNAVAILABLE and releases the directory. */
  stop(): Promise<void>;
};

/** What clients have begun to append, all together, until it can wait for its transaction. */
const MAX_UNFINISHED_BYTES = 64 * 1024 * 1024;

/** Open calls get this long, in milliseconds, to take their last messages. */
const STOP_GRACE = 2_000;

/**
 * Starts a node on a directory, which it holds exclusively.
 * When the disk fails it ends the process: what is on disk is then unknown, and only a restart can tell.
 * @param options port 0, the default, takes a free one; the host is 127.0.0.1 unless told
 * @throws when another node has the directory, its format is unknown, or the port is taken
 */
export async function startEventStore(options: {
  dir: string;
  port?: number;
  host?: string;
  observer?: NodeObserver;
  keepalive?: Keepalive;
}): Promise<EventStoreNode> {
  const { dir, host = '127.0.0.1', observer } = options;
  // Events hold personal data: nobody else on the machine reads them.
  makeDirectory(dir, 0o700);
  const unlock = lockDirectory(dir, 'event store node');
  const storage = withRoomCheck(openStorageOr(unlock, dir), dir);
  const commits = createCommitSignal();
  const tail = createTail();
  const stopping = new AbortController();
  // Every open call listens.
  setMaxListeners(0, stopping.signal);
  const writes = createWriteQueue<WriteRequest, WriteResult>({
    commit: observeCommits(observer, (requests, stored) =>
      commitWrites(storage, requests, (streams, events) => {
        tail.add(events, storage.head);
        commits.publish(streams);
        stored(events);
      }),
    ),
    onFailure(error) {
      observer?.diskFailed(error);
      exitOnDiskFailure(error);
    },
    late: { kind: 'deadline-exceeded' },
    onLate: (count) => observer?.gaveUp(count),
  });
  let port = 0;
  const server = createGrpcServer(
    {
      storage,
      writes,
      unfinished: createBudget(MAX_UNFINISHED_BYTES),
      commits,
      tail,
      stopping: stopping.signal,
      observer,
    },
    () => ({ host, port }),
    options.keepalive,
  );
  const close = async (): Promise<void> => {
    await storage.close();
    unlock();
  };
  try {
    if (storage.head === 0) await commitWrites(storage, [firstWrite], () => undefined);
    port = await bind(server, `${host}:${options.port ?? 0}`);
  } catch (error) {
    await close();
    throw error;
  }

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await writes.idle();
    stopping.abort();
    await shutDown(server);
    await writes.idle();
    await close();
  };
  return {
    url: `esdb://${host}:${port}?tls=false`,
    port,
    queueDepth: writes.depth,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

function openStorageOr(unlock: () => void, dir: string) {
  try {
    return openStorage(dir);
  } catch (error) {
    unlock();
    throw error;
  }
}

function exitOnDiskFailure(error: unknown): void {
  process.stderr.write(`event store: a commit failed, exiting: ${String(error)}\n`);
  process.exit(1);
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), STOP_GRACE);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
