import type { Measurement } from '../support/figure.ts';
import { runJob } from '../support/processes.ts';
import { residentMemory } from '../support/resident-memory.ts';
import type { SteadyJob, SteadyResult } from '../support/storing.ts';

const everyMs = 500;
/** The first part of the run, which is left out, in which buffers and compiled code come to their size. */
const warmUp = 0.5;
const mebibyte = 2 ** 20;

type Sample = { readonly minutes: number; readonly own: number; readonly all: number };

/** Memory of the embedded event store under a steady load. */
export const storeMemory: Measurement = {
  name: 'store-memory',
  async measure(environment) {
    const { memorySeconds: seconds } = environment.options;
    const store = await environment.startEventStore();
    const samples: Sample[] = [];
    const startedAt = performance.now();
    const take = async () => {
      const { own, all } = await residentMemory(store.pid);
      samples.push({
        minutes: (performance.now() - startedAt) / 60_000,
        own: own / mebibyte,
        all: all / mebibyte,
      });
    };
    await take();
    const sampling = setInterval(() => void take().catch(() => {}), everyMs);
    const job: SteadyJob = { store: store.url, seconds };
    const { appended } = await runJob<SteadyResult>(
      'bench/steady-load',
      job,
      60_000 + seconds * 1000,
    ).finally(() => clearInterval(sampling));
    await take();
    await store.stop();
    const [first, last] = [samples[0], samples.at(-1)];
    return [
      {
        name: `growth of memory over ${seconds} s of steady load`,
        value: slope(samples.slice(Math.floor(samples.length * warmUp))),
        unit: 'MiB/min',
        goal: { atMost: 2 },
        details: {
          start: first?.own ?? Number.NaN,
          end: last?.own ?? Number.NaN,
          end_with_mapped_file: last?.all ?? Number.NaN,
          appended,
        },
      },
    ];
  },
};

/** By least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [x, y] = [mean(({ minutes }) => minutes), mean(({ own }) => own)];
  const covariance = mean(({ minutes, own }) => (minutes - x) * (own - y));
  return covariance / mean(({ minutes }) => (minutes - x) ** 2);
}
