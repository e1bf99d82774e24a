import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of the product that has printed its line of readiness. */
export type RunningProcess = {
  child: ChildProcess;
  ready: { ready: boolean; url: string };
  /** SIGTERM, and SIGKILL after 10 s. */
  stop(): Promise<void>;
};

/**
 * Runs a TypeScript file and waits for its first line, `{"ready":true,…}`.
 * @throws Error when it does not come within 60 s, or is something else.
 */
export async function startProcess(file: string, options: string[]): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const lines = createInterface(child.stdout);
  const line = once(lines, 'line', { signal: AbortSignal.timeout(60_000) });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended before it was ready (${code ?? signal})`);
  });
  const [text] = await Promise.race([line, ended]);
  ended.catch(() => undefined);
  return { child, ready: JSON.parse(text), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    child.kill(signal);
    await ended.catch(() => undefined);
  }
}
