import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'src/cli/main.ts');

const running = new Set<ChildProcess>();

/** For afterAll: what a failed test has left behind would keep its worker waiting. */
export function endEventstores(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs `outcomes eventstore …` as a person would, from the sources. */
export function spawnEventstore(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, 'eventstore', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    cwd: root,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  const firstLine = once(output, 'line', { signal: AbortSignal.timeout(60_000) }).then(([line]) =>
    String(line),
  );
  firstLine.catch(() => undefined);
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, err, lines }));
  return { child, firstLine, ended };
}
