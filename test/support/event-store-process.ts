import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, startProcess } from './start-process.ts';

/** An event store of a test file's own: it may be killed, stopped in its tracks, and filled with anything. */
export interface EventStoreProcess {
  /** Connection string; stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** Where its data is, for those who change it while the process is gone. */
  readonly dir: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its data and its port, after `kill`. */
  restart(): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const main = join(import.meta.dirname, '../../embedded/event-store/main.ts');

export async function startEventStoreProcess(): Promise<EventStoreProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'event-store-'));
  const start = (port: number): Promise<RunningProcess> =>
    startProcess(main, ['--dir', dir, '--port', String(port), '--exit-with-parent']);
  let running = await start(0);
  const { url } = running.ready;
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    dir,
    async kill() {
      const ended = once(running.child, 'exit');
      running.child.kill('SIGKILL');
      await ended;
    },
    async restart() {
      running = await start(port);
    },
    pause: () => void running.child.kill('SIGSTOP'),
    resume: () => void running.child.kill('SIGCONT'),
    async stop() {
      running.child.kill('SIGCONT');
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
