import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const command = ['--import', 'tsx', join(root, 'src/cli/main.ts')];

const environment = (env: Readonly<Record<string, string>>) => ({ ...process.env, NODE_OPTIONS: '', ...env });

/** Runs `outcomes …` as a person would, from the sources, to its end. */
export function runOutcomes(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { env: environment(env), cwd: root };
    execFile(process.execPath, [...command, ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ).stdin?.end();
  });
}

/** Starts it; `said` is what it has written to standard error so far. */
export function spawnOutcomes(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [...command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(env),
    cwd: root,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said: () => said };
}
