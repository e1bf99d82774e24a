import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckIn } from '../../../src/commands/key-result/check-ins.ts';
import { keyResultStream } from '../../../src/commands/key-result/key-result.stream.ts';
import { fold } from '../../support/fold.ts';
import { uuid } from '../../support/uuid.ts';
import { corrected, defined, type KeyResultEvent, recorded, retracted } from './key-result-history.ts';

const day = fc.integer({ min: 1, max: 9 }).map((n) => `2026-01-0${n}`);
const value = fc.integer({ min: 0, max: 30 }).map(String);
/** Which of the check-ins there are by then. */
const which = fc.nat({ max: 19 });

const step = fc.oneof(
  fc.record({ do: fc.constant('record' as const), day, value }),
  fc.record({ do: fc.constant('correct' as const), day, value, which }),
  fc.record({ do: fc.constant('retract' as const), which }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface Known {
  id: string;
  day: string;
  value: string;
  live: boolean;
}

/** The same history in the plainest way: a list that is changed in place, and the events it stands for. */
function play(steps: readonly Step[]): { events: KeyResultEvent[]; known: Known[] } {
  const known: Known[] = [];
  const events: KeyResultEvent[] = [defined()];
  for (const each of steps) {
    if (each.do === 'record') {
      const id = uuid(1000 + known.length);
      known.push({ id, day: each.day, value: each.value, live: true });
      events.push(recorded({ checkInId: id, effectiveOn: each.day, value: each.value }));
      continue;
    }
    const one = known[each.which % Math.max(known.length, 1)];
    if (!one?.live) continue;
    if (each.do === 'correct') {
      Object.assign(one, { day: each.day, value: each.value });
      events.push(corrected({ checkInId: one.id, effectiveOn: each.day, value: each.value }));
    } else {
      one.live = false;
      events.push(retracted({ checkInId: one.id }));
    }
  }
  return { events, known };
}

/** The latest day first; of one day, the one recorded last. */
function expectedCurrent(known: readonly Known[]): Known | undefined {
  return known
    .map((one, place) => ({ one, place }))
    .filter(({ one }) => one.live)
    .sort((a, b) => b.one.day.localeCompare(a.one.day) || b.place - a.place)[0]?.one;
}

const outlineOf = (checkIn: CheckIn | null) =>
  checkIn && { id: checkIn.checkInId, day: checkIn.content.effectiveOn, value: checkIn.content.value };

test('whatever happens to check-ins, the live one with the latest day counts, ties by the order of recording', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { events, known } = play(steps);
      const { current, checkIns } = fold(keyResultStream, events);
      const expected = expectedCurrent(known);
      expect(outlineOf(current)).toEqual(
        expected ? { id: expected.id, day: expected.day, value: expected.value } : null,
      );
      expect(checkIns.map((one) => !one.retracted)).toEqual(known.map((one) => one.live));
    }),
    { numRuns: 500 },
  );
});
