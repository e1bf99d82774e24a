import type { Random } from './random.ts';

/** How a key result is measured, as cells of the file. */
export interface Measure {
  readonly type: 'number' | 'percent' | 'currency' | 'boolean' | 'milestones' | 'stages' | 'band';
  readonly unit?: string;
  readonly currency?: string;
  readonly precision?: string;
  readonly baseline?: string;
  readonly target?: string;
  readonly milestones?: string;
  readonly stages?: string;
  readonly lower?: string;
  readonly upper?: string;
}

/** Makes the measure of one key result; figures differ from team to team. */
export type MeasureMaker = (random: Random) => Measure;

type Range = readonly [least: number, most: number];

/**
 * A figure with `precision` fraction digits, from `baseline` to `target`; a target below the baseline falls.
 */
function figure(fixed: Measure, precision: number, baseline: Range, target: Range): MeasureMaker {
  return (random) => {
    const draw = ([least, most]: Range) =>
      (random.int(least * 10 ** precision, most * 10 ** precision) / 10 ** precision).toFixed(precision);
    return { ...fixed, precision: String(precision), baseline: draw(baseline), target: draw(target) };
  };
}

export const number = (unit: string, baseline: Range, target: Range, precision = 0): MeasureMaker =>
  figure({ type: 'number', unit }, precision, baseline, target);

export const percent = (baseline: Range, target: Range, precision = 0): MeasureMaker =>
  figure({ type: 'percent' }, precision, baseline, target);

export const euros = (baseline: Range, target: Range): MeasureMaker =>
  figure({ type: 'currency', currency: 'EUR' }, 0, baseline, target);

export const yesOrNo: MeasureMaker = () => ({ type: 'boolean' });

/** Steps as `id: title`, with weights that grow towards the end. */
export const steps =
  (...titles: readonly string[]): MeasureMaker =>
  () => ({
    type: 'milestones',
    milestones: titles
      .map((title, index) => `${title.split(' ')[0]?.toLowerCase()}: ${title} * ${index + 1}`)
      .join(' | '),
  });

export const stages =
  (fail: string, commit: string, target: string, stretch: string): MeasureMaker =>
  () => ({
    type: 'stages',
    stages: `fail: ${fail} | commit: ${commit} | target: ${target} | stretch: ${stretch}`,
  });

export const band =
  (unit: string, lower: string, upper: string, precision = 1): MeasureMaker =>
  () => ({ type: 'band', unit, precision: String(precision), lower, upper });
