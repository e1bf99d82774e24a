import { type Database, type Key, open, type RootDatabase } from 'lmdb';
import { checkDataFile, fillDataFile } from './check-data-file.ts';
import { damaged, orTorn, torn } from './damaged.ts';
import type { Bytes, Databases } from './databases.ts';
import { flush } from './flush.ts';
import { readUint64 } from './keys.ts';
import { quickCheck } from './quick-check.ts';
import type { StreamState } from './stream-state.ts';
import { UPGRADED, type UpgradeProgress, upgradeStorage } from './upgrade-storage.ts';

/** Format 1 had no checksums. */
const FORMAT = 2;

export type Storage = Databases & {
  /** Queues all puts made by `write` as one transaction and resolves when it is on disk. */
  commit(write: () => void): Promise<void>;
  /** Writes a copy of what is on disk now to an existing, empty directory. */
  backup(to: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens a directory for a node: upgrades what an older version wrote, and does the quick check.
 * @throws when the data is damaged, or a newer version wrote it
 */
export function openStorage(dir: string, onUpgrade = reportUpgrade): Storage {
  const size = checkDataFile(dir);
  if (size) fillDataFile(dir, size);
  return openEnvironment(dir, { readOnly: false, onUpgrade });
}

/**
 * Opens a directory to look at it, also while a node holds it; does no quick check.
 * @throws as openStorage does, and when there is nothing to read
 */
export function openStorageReadOnly(dir: string): Storage {
  if (!checkDataFile(dir)) throw new Error(`The directory ${dir} holds no event store.`);
  return openEnvironment(dir, { readOnly: true });
}

type Mode = { readOnly: true } | { readOnly: false; onUpgrade: (progress: UpgradeProgress) => void };

function openEnvironment(dir: string, mode: Mode): Storage {
  const env = orTorn(dir, () =>
    open<Buffer, Buffer>({
      path: dir,
      // A dot in the directory's name does not make it a file.
      noSubdir: false,
      readOnly: mode.readOnly,
      maxDbs: 8,
      // Visible means durable: with overlapping syncs a subscriber could see what a power cut then takes away.
      overlappingSync: false,
      eventTurnBatching: false,
      encoding: 'binary',
      keyEncoding: 'binary',
    }),
  );
  try {
    const storage = orTorn(dir, () => openDatabases(env, dir, mode));
    if (!mode.readOnly) {
      flush(dir);
      const problem = quickCheck(storage);
      if (problem !== undefined) throw damaged(dir, problem);
    }
    return storage;
  } catch (error) {
    void env.close();
    throw error;
  }
}

function openDatabases(env: RootDatabase<Buffer, Buffer>, dir: string, mode: Mode): Storage {
  const existing = <V, K extends Key>(name: string, database: Database<V, K> | undefined): Database<V, K> => {
    // Only one opened for reading can lack it.
    if (!database) throw torn(dir, `it has no \`${name}\``);
    return database;
  };
  const bytes = (name: string): Bytes =>
    existing(name, env.openDB(name, { encoding: 'binary', keyEncoding: 'binary' }));
  const log = bytes('log');
  const meta = existing(
    'meta',
    env.openDB<number, string>('meta', { encoding: 'json', keyEncoding: 'ordered-binary' }),
  );
  const [lastKey] = log.getKeys({ reverse: true, limit: 1 });
  const head = lastKey === undefined ? 0 : readUint64(lastKey);
  const format = meta.get('format');
  if (format !== undefined && format > FORMAT)
    throw new Error(
      `The directory ${dir} has storage format ${format}, which a newer version wrote; ` +
        `this one reads up to format ${FORMAT}. Use the version that wrote it.`,
    );
  if (format === undefined && head > 0) throw damaged(dir, '`meta` does not tell the format');
  const unfinished = meta.get(UPGRADED) !== undefined;
  if (mode.readOnly) {
    if (format !== FORMAT || unfinished)
      throw new Error(`The directory ${dir} has an older storage format; start a node on it to upgrade it.`);
  } else if (format === undefined) meta.putSync('format', FORMAT);
  else if (format < FORMAT || unfinished) upgradeStorage(env, log, meta, head, mode.onUpgrade);

  return {
    log,
    meta,
    index: bytes('index'),
    ids: bytes('ids'),
    streams: existing(
      'streams',
      env.openDB<StreamState, Buffer>('streams', { encoding: 'json', keyEncoding: 'binary' }),
    ),
    head,
    lastStreamId: meta.get('lastStreamId') ?? 0,
    async commit(write) {
      await env.batch(write);
      env.resetReadTxn();
    },
    backup: (to) => env.backup(to, false),
    close: () => env.close(),
  };
}

function reportUpgrade({ upgraded, total }: UpgradeProgress): void {
  process.stderr.write(`event store: upgrading the storage, ${upgraded} of ${total} events\n`);
}
