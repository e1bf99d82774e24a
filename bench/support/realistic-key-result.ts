import { randomUUID } from 'node:crypto';
import {
  type CheckInValue,
  type KeyResultMeasure,
  keyResultMeasure,
} from '../../src/domain/key-result-types.ts';
import type { Random } from './random.ts';
import { type Add, cycleDays, dateOf, type RealisticEvent } from './realistic-event.ts';

const [number, percent, currency, boolean, milestones, band] = [
  { type: 'number', unit: 'sign-ups', baseline: '0', target: '1000' },
  { type: 'percent', baseline: '20', target: '80' },
  { type: 'currency', currency: 'EUR', baseline: '100000', target: '250000' },
  { type: 'boolean' },
  { type: 'milestones', milestones: ['alpha', 'beta', 'ga'].map((id) => ({ id, title: `Release ${id}` })) },
  { type: 'band', lower: '99', upper: '100', unit: '%' },
].map((measure) => keyResultMeasure.parse(measure));

const measures = [
  number,
  number,
  number,
  number,
  percent,
  percent,
  percent,
  currency,
  boolean,
  milestones,
  band,
];
const checkInCounts = [0, 1, 2, 3, 4, 4, 4, 4, 5, 5, 6, 7, 8, 10, 12];

interface Parent {
  readonly objectiveId: string;
  readonly cycleId: string;
  readonly ownerId: string;
  readonly day: number;
}

/** The life of one key result: check-ins about every eleven days, some corrected, some of them late. */
export function keyResultHistory(random: Random, add: Add, parent: Parent): RealisticEvent[] {
  const { objectiveId, cycleId, ownerId } = parent;
  const keyResultId = randomUUID();
  const measure = random.of(measures.flatMap((one) => one ?? []));
  const stream = `keyResult-${keyResultId}`;
  const ids = { keyResultId, objectiveId };
  let { day } = parent;
  const events = [
    add(day, stream, 'KeyResultDefined', {
      ...ids,
      cycleId,
      title: `Bring ${measure.type} to where it should be`,
      ownerId,
      weight: '1',
      measure,
    }),
  ];
  let checkInId = '';
  const content = () => ({
    checkInId,
    effectiveOn: dateOf(random.chance(0.07) ? Math.max(0, day - 1 - random.below(5)) : day),
    value: valueOn(random, measure, day),
    confidence: random.chance(0.6) ? 5 : random.below(11),
    ...(random.chance(0.5) ? { comment: 'Going well so far, two customers more than a week ago.' } : {}),
    authorId: ownerId,
  });
  for (let left = random.of(checkInCounts); left > 0 && day < cycleDays; left--) {
    day += 5 + random.below(13);
    checkInId = randomUUID();
    events.push(add(day, stream, 'CheckInRecorded', { ...ids, ...content(), source: 'manual' }));
    if (random.chance(0.03)) {
      events.push(add(day, stream, 'CheckInCorrected', { ...ids, ...content(), reason: 'Typing error' }));
    }
    if (random.chance(0.01)) {
      const reason = 'Entered twice';
      events.push(add(day, stream, 'CheckInRetracted', { ...ids, checkInId, reason, authorId: ownerId }));
    }
  }
  if (random.chance(0.03)) {
    const change = { from: measure, to: measure, reason: 'Market changed', effectiveOn: dateOf(day) };
    events.push(add(day, stream, 'KeyResultTargetRevised', { ...ids, ...change }));
  }
  if (random.chance(0.8)) {
    const grade = { score: '0.7', computedScore: '0.7' };
    events.push(add(cycleDays + 1, stream, 'KeyResultGraded', { ...ids, ...grade }));
  }
  return events;
}

/** A value on the way from baseline to target. */
function valueOn(random: Random, measure: KeyResultMeasure, day: number): CheckInValue {
  const share = Math.min(1, (day / cycleDays) * (0.6 + random.below(5) / 10));
  if (measure.type === 'boolean') return share > 0.8;
  if (measure.type === 'milestones') {
    return measure.milestones.slice(0, Math.floor(share * 3)).map(({ id }) => id);
  }
  if (!('baseline' in measure)) return '99.5';
  const [from, to] = [Number(measure.baseline), Number(measure.target)];
  return String(Math.round(from + (to - from) * share));
}
