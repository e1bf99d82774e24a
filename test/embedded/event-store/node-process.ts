import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../../embedded/event-store/main.ts');

/** The executable, as users start it. */
export function spawnNode(dir: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--dir', dir, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stderr = text(child.stderr);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, stderr, exited };
}

/** The connection string from the readiness line. @throws when the process ends before it is ready */
export async function readyUrl(child: ChildProcess): Promise<string> {
  const [line]: unknown[] = await Promise.race([
    once(child.stdout ?? child, 'data'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`exited with ${code} before it was ready`)),
    ),
  ]);
  const message: { ready: boolean; url: string } = JSON.parse(String(line));
  if (!message.ready) throw new Error(String(line));
  return message.url;
}
