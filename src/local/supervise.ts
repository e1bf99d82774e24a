import { backoffMs } from '../runtime/backoff.ts';
import { pause } from '../runtime/pause.ts';
import { endProcess, HopelessError, type Launched, launch, type ProcessSpec } from './launch.ts';

export interface Supervised {
  /** The line of readiness of the first start. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Ends it now and starts it again, e.g. with changed code. */
  restart(): Promise<void>;
  /** SIGTERM, then SIGKILL after `patienceMs`. Call it once the signal has aborted. */
  stop(patienceMs: number): Promise<void>;
}

interface Observer {
  /** A line that the process wrote to standard output after its readiness. */
  line(text: string): void;
  /** It died by itself and is started again. */
  died(name: string, reason: string): void;
  /** It cannot be started again. */
  lost(name: string, reason: string): void;
  /** It did not stop when it was told to, and was ended. */
  stuck(name: string): void;
}

const shortestPause = 200;
const longestPause = 5000;
/** A process that lived this long was healthy: it is started again as after its first death. */
const healthyMs = 30_000;
/** Time for a process to end before it is restarted, milliseconds. */
const restartPatience = 5000;

/**
 * Runs a process and starts it again whenever it dies, until `signal` aborts or that is of no use; a start that is
 * under way then is broken off.
 * @throws Error when the first start fails, with what the process said.
 */
export async function supervise(
  spec: ProcessSpec,
  observer: Observer,
  signal: AbortSignal,
): Promise<Supervised> {
  let restarting = false;
  let current = await launch(spec, observer.line, signal);
  const { ready } = current;

  const keepAlive = async () => {
    let deaths = 0;
    for (;;) {
      const startedAt = performance.now();
      const reason = await current.ended;
      if (signal.aborted) return;
      if (performance.now() - startedAt > healthyMs) deaths = 0;
      if (!restarting) {
        observer.died(spec.name, reason);
        deaths += 1;
        await pause(backoffMs(deaths, shortestPause, longestPause), signal);
      }
      restarting = false;
      const next = await launch(spec, observer.line, signal).catch((error: Error) => error);
      if (next instanceof HopelessError) return observer.lost(spec.name, next.message);
      current = next instanceof Error ? failed(next.message) : next;
    }
  };
  const alive = keepAlive();

  return {
    ready,
    async restart() {
      restarting = true;
      await endProcess(current.child, restartPatience);
    },
    async stop(patienceMs) {
      if (!(await endProcess(current.child, patienceMs))) observer.stuck(spec.name);
      await alive;
    },
  };
}

/** A process that could not be started. */
function failed(reason: string): Launched {
  return { child: null, ready: {}, ended: Promise.resolve(reason) };
}
