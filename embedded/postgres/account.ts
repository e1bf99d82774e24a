import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';

/** A user of this machine, by number. */
export type Account = { uid: number; gid: number };

/**
 * The account the server has to run as: `undefined` for an ordinary user (as oneself), and for root, whom
 * PostgreSQL refuses, the owner of the data if there is one, else an unprivileged account of this machine.
 * @throws Error when the process is root and may not become anybody else.
 */
export async function chooseAccount(dataDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDir).catch(() => undefined);
  const candidates = [...(owner ? [{ uid: owner.uid, gid: owner.gid }] : []), ...(await knownAccounts())];
  const account = candidates.find((candidate) => candidate.uid > 0 && canBecome(candidate));
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root, and this root may not switch to another user. ' +
      'Start as an ordinary user, or set DATABASE_URL to a running server.',
  );
}

/** Whether the account can enter (or execute) and read what is at the path, all parents considered. */
export function canUse(account: Account, path: string): boolean {
  const test = ['-c', 'test -x "$1" && test -r "$1"', 'sh', path];
  return spawnSync('/bin/sh', test, { ...account, cwd: '/', timeout: 5_000 }).status === 0;
}

/** Gives everything below the path to the account; root only. */
export function giveTo(account: Account, path: string): void {
  const { status, stderr } = spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, path], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`Cannot give ${path} to user ${account.uid}: ${stderr}`);
}

function canBecome(account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'exit 0'], { ...account, cwd: '/', timeout: 5_000 }).status === 0;
}

/** Accounts initdb can look up by number, the fitting ones first. */
async function knownAccounts(): Promise<Account[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const rank = (name: string) => (['postgres', '_postgres', 'nobody'].indexOf(name) + 4) % 4;
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
    .sort((a, b) => rank(a.name) - rank(b.name))
    .map(({ uid, gid }) => ({ uid, gid }));
}
