import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Storage } from './open-storage.ts';

/** The disk, a quota or a limit has no room for more; nothing of the transaction was stored. */
export class NoRoom extends Error {}

/** More than the largest transaction takes. */
const NEEDED_BYTES = 64 * 1024 * 1024;
/** While there is no room it is looked for this often, in milliseconds. */
const LOOK_AGAIN_MS = 500;
const CAUSE_WITHIN_MS = 1_000;
const PIECE = Buffer.alloc(1024 * 1024);

/**
 * Makes `commit` throw NoRoom when it fails for want of room, and go on when there is room again. LMDB writes only
 * pages that nothing refers to until its last write, of a page that has its place on the disk already; so what
 * is stored stays as it was. The code of the error does not tell: a write that was cut short is an EIO, as a failed
 * fsync is. So after a failure, room is looked for, and where there is enough the failure is passed on.
 */
export function withRoomCheck(storage: Storage, dir: string): Storage {
  const commit = storage.commit.bind(storage);
  let lookedAt: number | undefined;
  storage.commit = async (write) => {
    if (lookedAt !== undefined) {
      if (Date.now() - lookedAt < LOOK_AGAIN_MS) throw new NoRoom();
      lookedAt = hasRoom(dir) ? undefined : Date.now();
      if (lookedAt !== undefined) throw new NoRoom();
    }
    try {
      await commit(write);
    } catch (error) {
      const cause = await causeOf(error);
      if (hasRoom(dir)) throw cause;
      // Throws when LMDB itself has given up the environment, which it does when that last write fails.
      storage.meta.transactionSync(() => undefined);
      lookedAt = Date.now();
      throw new NoRoom();
    }
  };
  return storage;
}

/** lmdb tells the cause a little later than the failure, by a promise that somebody must take. */
function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return Promise.resolve(error);
  const cause = Promise.resolve(error.commitError).then(
    () => error,
    (reason: unknown) => reason,
  );
  return Promise.race([cause, delay(CAUSE_WITHIN_MS, error)]);
}

/** Whether a file as large as the data could grow: statfs does not know of quotas and limits. */
function hasRoom(dir: string): boolean {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < NEEDED_BYTES) return false;
  const path = join(dir, 'room');
  try {
    write(path, statSync(join(dir, 'data.mdb')).size);
    return true;
  } catch (error) {
    if (isNoRoom(error)) return false;
    throw error;
  } finally {
    rmSync(path, { force: true });
  }
}

/** Behind a hole of `start` bytes. */
function write(path: string, start: number): void {
  const file = openSync(path, 'w');
  try {
    for (let at = start; at < start + NEEDED_BYTES; ) at += writeSync(file, PIECE, 0, PIECE.length, at);
  } finally {
    closeSync(file);
  }
}

function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}
