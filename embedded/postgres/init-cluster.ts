import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, giveTo } from './account.ts';
import { serverEnvironment } from './settings.ts';

/** The superuser of an embedded cluster, and the name of its database. */
export const clusterOwner = 'outcomes';

type Cluster = { initdb: string; dataDir: string; account: Account | undefined; password: string };

/**
 * Makes a cluster (UTF-8, locale C, SCRAM passwords, checksums) at `dataDir` if there is none. It is built
 * beside and moved into place whole, so an interrupted start leaves nothing half made.
 * @throws Error when the data there belongs to another user.
 */
export async function initCluster({ initdb, dataDir, account, password }: Cluster): Promise<void> {
  if (await isCluster(dataDir)) {
    await removeLeftovers(dataDir);
    return takeOwnership(dataDir, account);
  }
  const staging = `${stagingPrefix(dataDir)}${randomBytes(4).toString('hex')}`;
  const passwordFile = `${staging}.password`;
  try {
    await mkdir(staging, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (account) {
      await chown(staging, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    const options = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${clusterOwner}`];
    await promisify(execFile)(initdb, [...options, `--pwfile=${passwordFile}`, '-D', staging], {
      ...account,
      cwd: '/',
      env: serverEnvironment,
      timeout: 120_000,
    });
    await rename(staging, dataDir);
  } catch (error) {
    if (!(await isCluster(dataDir))) throw error;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}

const stagingPrefix = (dataDir: string) => `${dataDir}.init-`;

/**
 * What starts that were killed have left. A start that is still at it finds the cluster that is there now.
 */
async function removeLeftovers(dataDir: string): Promise<void> {
  const prefix = basename(stagingPrefix(dataDir));
  for (const name of await readdir(dirname(dataDir))) {
    if (!name.startsWith(prefix)) continue;
    await rm(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}

async function isCluster(dataDir: string): Promise<boolean> {
  return (await stat(join(dataDir, 'PG_VERSION')).catch(ifMissing)) !== undefined;
}

async function takeOwnership(dataDir: string, account: Account | undefined): Promise<void> {
  const { uid } = await stat(dataDir);
  const wanted = account?.uid ?? process.getuid?.() ?? uid;
  if (uid === wanted) return;
  if (!account) throw new Error(`The data in ${dataDir} belongs to user ${uid}, this process is ${wanted}.`);
  giveTo(account, dataDir);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  if (error.code === 'EACCES') throw new Error(`${error.path} belongs to another user.`, { cause: error });
  throw error;
}
