import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes of memory that the node has to itself; what is mapped of its file the system takes back at will. */
async function memory(pid: number): Promise<number> {
  const { stdout } = await run('sh', [
    '-c',
    `awk '/^RssAnon/ { print $2 }' /proc/${pid}/status 2>/dev/null || ps -o rss= -p ${pid}`,
  ]);
  return Number(stdout) * 1024;
}

/** The most memory that the node has while the work goes on, beyond what it had before. */
export async function growthDuring(pid: number | undefined, work: () => Promise<void>): Promise<number> {
  if (pid === undefined) throw new Error('the node has not started');
  const before = await memory(pid);
  let most = before;
  let isDone = false;
  const done = work().finally(() => {
    isDone = true;
  });
  while (!isDone) most = Math.max(most, await memory(pid));
  await done;
  return Math.max(most, await memory(pid)) - before;
}
