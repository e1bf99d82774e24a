import { pause } from '../../../../src/runtime/pause.ts';
import { type ProjectorProcess, startProjectorProcess } from '../../../support/projector-process.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** Two processes with the role of the projector, each started again when it has ended. */
export interface ProjectorPair {
  /** The one that runs the projections; undefined while none does. */
  owner(): ProjectorProcess | undefined;
  /** One that runs but not the projections. */
  standby(): ProjectorProcess | undefined;
  /** What the two have logged since a moment, by `Date.now`, in turn. */
  saidSince(ms: number): readonly string[];
  /** Resolves when one runs the projections and the other stands by. */
  complete(): Promise<void>;
  stop(): Promise<void>;
}

const againAfterMs = 200;
const completeWithinMs = 60_000;

/** Starts them; `start` as for {@link startProjectorProcess}. */
export function startProjectorPair(start: Parameters<typeof startProjectorProcess>[0]): ProjectorPair {
  const running = new Set<ProjectorProcess>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const keep = async () => {
    while (!signal.aborted) {
      // It does not start while a server is away.
      const started = await startProjectorProcess(start).catch(() => undefined);
      if (started) {
        running.add(started);
        if (signal.aborted) await started.stop();
        await started.ended;
        running.delete(started);
      }
      await pause(againAfterMs, signal);
    }
  };
  const kept = Promise.all([keep(), keep()]);
  const all = () => [...running];
  const owner = () => all().find((each) => each.runs());
  const standby = () => all().find((each) => !each.runs());
  return {
    owner,
    standby,
    saidSince: (ms) =>
      all().flatMap(({ pid, said }) =>
        said()
          .filter((line) => Date.parse(JSON.parse(line).timestamp) >= ms)
          .map((line) => `${pid} ${line}`),
      ),
    async complete() {
      await waitUntil(() => running.size === 2 && owner() && standby(), { deadlineMs: completeWithinMs });
    },
    async stop() {
      stopping.abort();
      await Promise.all(all().map((each) => each.stop()));
      await kept;
    },
  };
}
