import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Stops the server: fast (sessions are ended, all is written), after `deadlineMs` immediately (the next start
 * recovers from the write-ahead log), and at last by force.
 */
export async function stopServer(server: ChildProcess, deadlineMs: number): Promise<void> {
  const steps = [
    { signal: 'SIGINT', waitMs: deadlineMs },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ] as const;
  for (const { signal, waitMs } of steps) {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit', { signal: AbortSignal.timeout(waitMs) });
    server.kill(signal);
    await ended.catch(() => undefined);
  }
}
