import { amount } from './amounts.ts';
import type { DecimalString, IsoDate } from './values.ts';

export interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

interface Scalar {
  readonly type: 'number' | 'percent' | 'currency';
  readonly precision: number;
  readonly baseline: DecimalString;
  readonly target: DecimalString;
  readonly commit?: DecimalString | undefined;
  readonly stretch?: DecimalString | undefined;
  readonly checkpoints?: readonly { readonly date: IsoDate; readonly value: DecimalString }[] | undefined;
}

interface Band {
  readonly precision: number;
  readonly lower: DecimalString;
  readonly upper: DecimalString;
}

/** Whether canonical `value` has no more than `precision` fraction digits. */
export function fitsPrecision(value: DecimalString, precision: number): boolean {
  const point = value.indexOf('.');
  return point < 0 || value.length - point - 1 <= precision;
}

/** Whether `value` lies inside `lower` to `upper`, both included. */
export function isInside(value: DecimalString, lower: DecimalString, upper: DecimalString): boolean {
  const exact = amount(value);
  return exact.gte(lower) && exact.lte(upper);
}

/** Percent values are points, 0 to 100. */
export function isPercentPoints(value: DecimalString): boolean {
  return isInside(value, '0', '100');
}

function digitProblems(path: Problem['path'], value: DecimalString, precision: number): Problem[] {
  return fitsPrecision(value, precision)
    ? []
    : [{ path, message: `has more fraction digits than the precision, ${precision}` }];
}

/**
 * What is wrong with a scalar measure. In its direction: baseline < commit < target < stretch; checkpoints go
 * forward in date, never back in value, and stay between baseline and target (both included). Every figure
 * fits the precision, and every percent figure lies in 0 to 100.
 */
export function scalarProblems(measure: Scalar): Problem[] {
  const problems: Problem[] = [];
  const say = (message: string, ...path: Problem['path']) => problems.push({ path, message });
  const { type, precision, baseline, target, commit, stretch, checkpoints = [] } = measure;

  const distance = amount(target).minus(baseline);
  const direction = distance.isNegative() ? -1 : 1;
  const whole = distance.abs();
  const advance = (value: DecimalString) => amount(value).minus(baseline).times(direction);
  const checkFigure = (value: DecimalString, ...path: Problem['path']) => {
    problems.push(...digitProblems(path, value, precision));
    if (type === 'percent' && !isPercentPoints(value)) say('must lie in 0 to 100', ...path);
  };

  checkFigure(baseline, 'baseline');
  checkFigure(target, 'target');
  if (distance.isZero()) say('must differ from the baseline', 'target');
  if (commit !== undefined) {
    checkFigure(commit, 'commit');
    const advanced = advance(commit);
    if (advanced.lte(0) || advanced.gte(whole)) say('must lie between baseline and target', 'commit');
  }
  if (stretch !== undefined) {
    checkFigure(stretch, 'stretch');
    if (advance(stretch).lte(whole)) say('must lie beyond the target', 'stretch');
  }
  for (const [index, { date, value }] of checkpoints.entries()) {
    checkFigure(value, 'checkpoints', index, 'value');
    const advanced = advance(value);
    const before = checkpoints[index - 1];
    if (advanced.lt(0) || advanced.gt(whole)) {
      say('must lie between baseline and target', 'checkpoints', index, 'value');
    }
    if (before && date <= before.date) say('must be later than the one before', 'checkpoints', index, 'date');
    if (before && advanced.lt(advance(before.value))) {
      say('may not fall behind the one before', 'checkpoints', index, 'value');
    }
  }
  return problems;
}

/** What is wrong with a band: lower ≤ upper, and both fit the precision. */
export function bandProblems({ precision, lower, upper }: Band): Problem[] {
  const problems = [
    ...digitProblems(['lower'], lower, precision),
    ...digitProblems(['upper'], upper, precision),
  ];
  if (amount(lower).gt(upper)) problems.push({ path: ['upper'], message: 'may not be below lower' });
  return problems;
}

/** What is wrong with milestones: ids differ, and at least one weight is above 0. */
export function milestoneProblems(measure: {
  readonly milestones: readonly { readonly id: string; readonly weight: DecimalString }[];
}): Problem[] {
  const problems: Problem[] = [];
  const path = ['milestones'];
  const ids = new Set(measure.milestones.map(({ id }) => id));
  if (ids.size < measure.milestones.length) problems.push({ path, message: 'ids must differ' });
  if (ids.size > 0 && measure.milestones.every(({ weight }) => weight === '0')) {
    problems.push({ path, message: 'at least one weight must be above 0' });
  }
  return problems;
}
