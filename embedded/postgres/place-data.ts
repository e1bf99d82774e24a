import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, canUse } from './account.ts';

const elsewhere = '/var/lib/product-outcomes';

/**
 * Where the data directory of the server of `dir` is: `<dir>/data`, unless the server's account cannot reach
 * it (root's home is closed to everybody else). Then it is a directory under /var/lib, and `<dir>/data` is a
 * symbolic link to it.
 */
export async function placeData(dir: string, account: Account | undefined): Promise<string> {
  const dataDir = join(dir, 'data');
  const linked = await readlink(dataDir).catch(() => undefined);
  if (linked === undefined && (!account || canUse(account, dir))) return dataDir;
  const target = linked ?? join(elsewhere, `postgres-${randomBytes(4).toString('hex')}`, 'data');
  await mkdir(dirname(target), { recursive: true });
  if (!linked) await symlink(target, dataDir);
  if (target.startsWith(`${elsewhere}/`)) {
    await chmod(elsewhere, 0o755);
    await chmod(dirname(target), 0o755);
  }
  return target;
}
