import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Runs a program of node_modules/.bin, or `node`, in the project's directory, and ends like it. Signals reach
 * the program, which decides when to end. What `node` runs is also told, by the end of its channel, when this
 * process is gone.
 */
export async function run(program, args, env = {}) {
  const [file, ...rest] =
    program === 'node' ? [process.execPath, ...args] : [join(root, 'node_modules', '.bin', program), ...args];
  const stdio = ['inherit', 'inherit', 'inherit', ...(program === 'node' ? ['ipc'] : [])];
  const child = spawn(file, rest, { cwd: root, stdio, env: { ...process.env, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const watch = watchParent(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** npm may be killed without a word; what it has started is then somebody else's child. */
function watchParent(gone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    gone();
  }, 500);
  return watch;
}
