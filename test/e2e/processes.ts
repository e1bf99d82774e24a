import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Command line and, where it may be read, the environment. */
  readonly text: string;
}

/**
 * The processes that belong to a data directory: those that have its path in their command line or
 * environment, and their descendants, whoever their parent is by now.
 */
export async function processesOf(dataDir: string): Promise<Process[]> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  const found = new Map(all.filter(({ text }) => text.includes(dataDir)).map((each) => [each.pid, each]));
  found.delete(process.pid);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const each of all) if (found.has(each.parent)) found.set(each.pid, each);
  }
  return [...found.values()];
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [stat, command, environment] = await Promise.all(
        ['stat', 'cmdline', 'environ'].map((file) => read(pid, file)),
      );
      // The second field is the name of the program in brackets, with anything in it.
      const [state, parent] = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
      const text = `${command} ${environment}`.replaceAll('\0', ' ');
      return { pid: Number(pid), parent: Number(parent), text, state };
    }),
  );
  // Zombies have ended; nobody has asked how.
  return found.filter(({ state }) => state && state !== 'Z');
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-E', '-ww', '-o', 'pid=,ppid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, text = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), text }] : [];
  });
}
