import { grouped, span } from './words.ts';

/** Older figures say nothing of the present rate, milliseconds. */
const windowMs = 10_000;

/**
 * A function that is told how many events are done, and answers in words how many come per second and how
 * long the rest takes; `total` null where that is not known. It is to be called a few times a second.
 */
export function eventRate(now: () => number = () => performance.now()) {
  let samples: { at: number; done: number }[] = [];
  return (done: number, total: number | null): string => {
    const at = now();
    if (done < (samples.at(-1)?.done ?? 0)) samples = [];
    samples.push({ at, done });
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > windowMs) samples.shift();
    const first = samples[0] ?? { at, done };
    const seconds = (at - first.at) / 1000;
    if (seconds < 0.5) return '';
    const rate = (done - first.done) / seconds;
    const left = total === null || rate === 0 ? '' : `, ${span((total - done) / rate)} left`;
    return `${grouped(Math.round(rate))} events/s${left}`;
  };
}
