import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Runs a program of node_modules/.bin, or `node`, in the project's directory, and ends like it. Signals reach
 * the program, which decides when to end.
 */
export async function run(program, args, env = {}) {
  const [file, ...rest] =
    program === 'node' ? [process.execPath, ...args] : [join(root, 'node_modules', '.bin', program), ...args];
  const child = spawn(file, rest, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
