import fc from 'fast-check';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import { cycleSteps, define } from './histories/cycle-steps.ts';
import { keyResultSteps } from './histories/key-result-steps.ts';
import { objectiveSteps } from './histories/objective-steps.ts';
import { found, peopleSteps } from './histories/people-steps.ts';
import { type Draw, emptyWorld, type Step } from './histories/world.ts';
import { recordHistory } from './record-history.ts';
import { uuid } from './uuid.ts';

const kinds: readonly (readonly Step[])[] = [
  ...Array.from({ length: 6 }, () => keyResultSteps),
  ...[objectiveSteps, objectiveSteps, peopleSteps, cycleSteps],
];

/** Numbers that decide one step: which one, and what it draws. */
const seeds = fc.record({
  kind: fc.nat({ max: kinds.length - 1 }),
  step: fc.nat({ max: 999 }),
  draws: fc.array(fc.nat({ max: 9_999 }), { minLength: 6, maxLength: 6 }),
});
type Seed = typeof seeds extends fc.Arbitrary<infer T> ? T : never;

/** Draws the numbers of a seed in turn, over and over. */
function drawFrom(draws: readonly number[], id: () => string): Draw {
  let index = 0;
  const below = (n: number) => {
    const number = draws[index % draws.length] ?? 0;
    index += 1;
    return (number + index) % n;
  };
  return { below, id, of: (things) => (things.length === 0 ? undefined : things[below(things.length)]) };
}

function tell(story: readonly Seed[]): RecordedEvent[] {
  const world = emptyWorld();
  let made = 1_000;
  const id = () => {
    made += 1;
    return uuid(made);
  };
  found(world, drawFrom([0], id));
  define(world, drawFrom([0], id));
  for (const { kind, step, draws } of story) {
    const steps = kinds[kind] ?? [];
    steps[step % steps.length]?.(world, drawFrom(draws, id));
  }
  return recordHistory(world.events);
}

/**
 * Whole valid histories of organizations, people, cycles, objectives and key results, as the log has them.
 */
export const histories: fc.Arbitrary<readonly RecordedEvent[]> = fc
  .array(seeds, { minLength: 10, maxLength: 80 })
  .map(tell);

/** One long history, always the same for the same seed. */
export function oneHistory(steps: number, seed = 1): readonly RecordedEvent[] {
  const story = fc.array(seeds, { minLength: steps, maxLength: steps });
  return tell(fc.sample(story, { seed, numRuns: 1 })[0] ?? []);
}
