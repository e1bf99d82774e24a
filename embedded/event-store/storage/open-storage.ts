import { closeSync, fsyncSync, openSync } from 'node:fs';
import { type Database, open } from 'lmdb';
import { readUint64 } from './keys.ts';
import type { StreamState } from './stream-state.ts';

const FORMAT = 1;

type Bytes = Database<Buffer, Buffer>;

/**
 * The LMDB environment of a node. All keys are bytes, numbers in them big-endian.
 * - `log`: position → stored event (see stored-event.ts)
 * - `streams`: name → StreamState as JSON
 * - `index`: stream id ‖ revision → position
 * - `ids`: stream id ‖ event id → revision
 * - `meta`: `format` and `lastStreamId`
 */
export type Storage = {
  log: Bytes;
  streams: Database<StreamState, Buffer>;
  index: Bytes;
  ids: Bytes;
  meta: Database<number, string>;
  /** Position of the last durable event, 0 when there is none; positions count up by one. */
  head: number;
  /** Streams are numbered from 1; 0 when there is none. */
  lastStreamId: number;
  /** Queues all puts made by `write` as one transaction and resolves when it is on disk. */
  commit(write: () => void): Promise<void>;
  /** Writes a copy of what is on disk now to an existing, empty directory. */
  backup(to: string): Promise<void>;
  close(): Promise<void>;
};

/** @throws when the directory holds a format this version does not read */
export function openStorage(dir: string): Storage {
  return openEnvironment(dir, false);
}

/** Also while a node holds the directory. @throws as openStorage, and when there is nothing to read */
export function openStorageReadOnly(dir: string): Storage {
  return openEnvironment(dir, true);
}

function openEnvironment(dir: string, readOnly: boolean): Storage {
  const env = open<Buffer, Buffer>({
    path: dir,
    // A dot in the directory's name does not make it a file.
    noSubdir: false,
    readOnly,
    maxDbs: 8,
    // Visible means durable: with overlapping syncs a subscriber could see what a power cut then takes away.
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const bytes = (name: string): Bytes => env.openDB(name, { encoding: 'binary', keyEncoding: 'binary' });
  const log = bytes('log');
  const meta = env.openDB<number, string>('meta', { encoding: 'json', keyEncoding: 'ordered-binary' });

  const format = meta.get('format');
  if (format === undefined) meta.putSync('format', FORMAT);
  else if (format !== FORMAT) {
    void env.close();
    throw new Error(`The directory ${dir} has storage format ${format}; this node reads format ${FORMAT}.`);
  }

  syncDirectory(dir);
  const [lastKey] = log.getKeys({ reverse: true, limit: 1 });
  return {
    log,
    meta,
    index: bytes('index'),
    ids: bytes('ids'),
    streams: env.openDB<StreamState, Buffer>('streams', { encoding: 'json', keyEncoding: 'binary' }),
    head: lastKey === undefined ? 0 : readUint64(lastKey),
    lastStreamId: meta.get('lastStreamId') ?? 0,
    async commit(write) {
      await env.batch(write);
      env.resetReadTxn();
    },
    backup: (to) => env.backup(to, false),
    close: () => env.close(),
  };
}

/** The files themselves must survive a power cut too, not only what is written to them. */
function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
