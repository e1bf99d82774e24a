import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** A process of the product: a module of ours that prints one line of JSON, `{"ready":true,…}`, when it serves. */
export interface ProcessSpec {
  readonly name: string;
  /** Path of the module to run. */
  readonly file: string;
  readonly options: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Supervised {
  readonly name: string;
  /** The line of readiness of the first start. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Ends it now and starts it again, e.g. with changed code. */
  restart(): Promise<void>;
  /** SIGTERM, then SIGKILL after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

interface Launched {
  /** Null where it could not be started. */
  readonly child: ChildProcess | null;
  readonly ready: Readonly<Record<string, unknown>>;
  /** Settles with the reason when it has ended. */
  readonly ended: Promise<string>;
}

interface Observer {
  /** A line that the process wrote to standard output after its readiness. */
  line(text: string): void;
  /** It died by itself and is started again. */
  died(name: string, reason: string): void;
}

const startTimeoutMs = 90_000;
const shortestPause = 200;
const longestPause = 5000;
/** A process that lived this long was healthy: the next restart is immediate. */
const healthyMs = 30_000;

/**
 * Runs a process and starts it again whenever it dies. It ends with this process, even by SIGKILL, because it
 * watches its standard input (`--exit-with-parent`); it has its own process group, so that Ctrl-C reaches
 * only the supervisor, which stops things in order.
 * @throws Error when the first start fails, with what the process said.
 */
export async function supervise(spec: ProcessSpec, observer: Observer): Promise<Supervised> {
  let stopping = false;
  let restarting = false;
  let current = await launch(spec, observer);
  const { ready } = current;

  const keepAlive = async () => {
    let pause = shortestPause;
    for (;;) {
      const startedAt = performance.now();
      const reason = await current.ended;
      if (stopping) return;
      if (performance.now() - startedAt > healthyMs) pause = shortestPause;
      if (!restarting) {
        observer.died(spec.name, reason);
        await delay(pause);
        pause = Math.min(longestPause, pause * 2);
      }
      restarting = false;
      if (stopping) return;
      current = await launch(spec, observer).catch((error: Error) => ({
        child: null,
        ready,
        ended: Promise.resolve(error.message),
      }));
    }
  };
  const alive = keepAlive();

  return {
    name: spec.name,
    ready,
    async restart() {
      restarting = true;
      await end(current.child, 5000);
    },
    async stop(patienceMs) {
      stopping = true;
      await end(current.child, patienceMs);
      await alive;
    },
  };
}

async function launch({ file, options, env }: ProcessSpec, observer: Observer): Promise<Launched> {
  const child = spawn(process.execPath, [...process.execArgv, file, ...options, '--exit-with-parent'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: true,
  });
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit').then(
    ([code, signal]) => complaint.trim() || `it ended with ${signal ?? `code ${code}`}`,
  );
  const lines = createInterface(child.stdout);
  const ready = new Promise<{ ready: Launched['ready'] }>((resolve) => {
    lines.on('line', (text) => {
      const fields = text.startsWith('{"ready":true') ? JSON.parse(text) : null;
      if (fields) resolve({ ready: fields });
      else observer.line(text);
    });
  });
  const late = new AbortController();
  const tooLate = delay(
    startTimeoutMs,
    { reason: `it was not ready within ${startTimeoutMs / 1000} s` },
    late,
  );
  const outcome = await Promise.race([ready, ended.then((reason) => ({ reason })), tooLate]);
  late.abort();
  tooLate.catch(() => {});
  if ('reason' in outcome) {
    await end(child, 0);
    throw new Error(outcome.reason);
  }
  return { child, ready: outcome.ready, ended };
}

async function end(child: ChildProcess | null, patienceMs: number): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(patienceMs > 0 ? 'SIGTERM' : 'SIGKILL');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}
