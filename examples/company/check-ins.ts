import { remarks } from './goals.ts';
import type { Measure } from './measures.ts';
import type { Random } from './random.ts';

export interface CheckIn {
  readonly date: string;
  readonly value: string;
  readonly confidence: string;
  readonly comment: string;
}

export interface Quarter {
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

const dayMs = 86_400_000;
const numbers = [
  [0, 3],
  [1, 7],
  [2, 11],
  [3, 15],
  [4, 19],
  [5, 15],
  [6, 11],
  [7, 9],
  [8, 4],
  [9, 2],
  [10, 2],
  [11, 1],
  [12, 1],
] as const;
/**
 * Quantiles of the days between check-ins before those that do not fit a quarter are left out: 7, 11, 16
 * after.
 */
const gapQuantiles = [3, 8, 13, 18, 29] as const;
const otherConfidences = [
  [2, 4],
  [3, 8],
  [4, 17],
  [6, 26],
  [7, 24],
  [8, 14],
  [9, 7],
] as const;

/** The check-ins of one key result in the order they were recorded: 7 % of them later than their day. */
export function checkIns(random: Random, measure: Measure, quarter: Quarter): CheckIn[] {
  const days = daysOf(random, quarter);
  const reached = random.weighted([
    [random.int(5, 40), 2],
    [random.int(40, 85), 5],
    [random.int(85, 104), 3],
  ]);
  const found = days.map((date, index) => {
    const share = ((index + 1) / days.length) * (reached / 100) + (random.next() - 0.5) * 0.06;
    return {
      date,
      value: valueAt(random, measure, Math.max(0, share)),
      confidence: random.chance(0.04)
        ? ''
        : String(random.chance(0.57) ? 5 : random.weighted(otherConfidences)),
      comment: random.chance(0.45) ? random.pick(remarks) : '',
    };
  });
  for (let index = 1; index < found.length; index++) {
    const [before, after] = [found[index - 1], found[index]];
    if (before && after && random.chance(0.096)) [found[index - 1], found[index]] = [after, before];
  }
  return found;
}

function daysOf(random: Random, { startsOn, endsOn }: Quarter): string[] {
  const count = random.weighted(numbers);
  const length = (Date.parse(endsOn) - Date.parse(startsOn)) / dayMs;
  if (count === 0) return [];
  let gaps: number[];
  let span: number;
  do {
    gaps = Array.from({ length: count - 1 }, () => gap(random, count));
    span = gaps.reduce((sum, days) => sum + days, 0);
  } while (span > length - 4);
  let day = random.int(3, length - span);
  return [0, ...gaps].map((days) => {
    day += days;
    return new Date(Date.parse(startsOn) + day * dayMs).toISOString().slice(0, 10);
  });
}

/** Who checks in often leaves fewer days between. */
function gap(random: Random, count: number): number {
  const at = random.next() * 4 * (count > 8 ? 0.5 : 1);
  const [least = 2, most = 30] = gapQuantiles.slice(Math.floor(at), Math.floor(at) + 2);
  return Math.round(least + (at % 1) * (most - least));
}

function valueAt(random: Random, measure: Measure, share: number): string {
  const { type, baseline = '0', target = '0', precision = '0', lower = '0', upper = '0' } = measure;
  const digits = Number(precision);
  if (type === 'boolean') return String(share > 0.95);
  if (type === 'stages') {
    return share > 1 ? 'stretch' : share > 0.75 ? 'target' : share > 0.35 ? 'commit' : 'fail';
  }
  if (type === 'milestones') {
    const ids = (measure.milestones ?? '').split(' | ').map((item) => item.split(':')[0]);
    return ids.slice(0, Math.floor(share * ids.length + 0.1)).join(' | ') || 'none';
  }
  if (type === 'band') {
    const width = Number(upper) - Number(lower);
    const inside = Number(lower) + random.next() * width;
    return (random.chance(0.85) ? inside : Number(lower) - width * 0.3).toFixed(digits);
  }
  const value = Number(baseline) + (Number(target) - Number(baseline)) * share;
  const [least, most] = type === 'percent' ? [0, 100] : [0, Number.POSITIVE_INFINITY];
  return Math.min(most, Math.max(least, value)).toFixed(digits);
}
