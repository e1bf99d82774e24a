import { z } from 'zod';
import type { Problem } from './measure-rules.ts';
import {
  bandProblems,
  fitsPrecision,
  isPercentPoints,
  milestoneProblems,
  scalarProblems,
} from './measure-rules.ts';
import type { IsoDate } from './values.ts';
import { currencyCode, date, decimalInput, nonEmptyText, slug, weightInput } from './values.ts';

const precision = z.int('expected an integer from 0 to 6').min(0).max(6).default(2);
const unit = nonEmptyText(30).optional();
const stageText = nonEmptyText(500);

/** A point of a planned path: on `date` the value should be `value`, in the unit of the measure. */
export const checkpoint = z.strictObject({ date, value: decimalInput });

/** A step of a `milestones` measure. Its author chooses `id`, a slug or a UUID, unique in the measure. */
export const milestone = z.strictObject({
  id: slug,
  title: nonEmptyText(200),
  weight: weightInput.default('1'),
});
export type Milestone = z.output<typeof milestone>;

export const stage = z.enum(
  ['fail', 'commit', 'target', 'stretch'],
  'expected fail, commit, target or stretch',
);
export type Stage = z.output<typeof stage>;

const scalar = {
  precision,
  baseline: decimalInput,
  target: decimalInput,
  commit: decimalInput.optional(),
  stretch: decimalInput.optional(),
  checkpoints: z.array(checkpoint).max(100).optional(),
};

/** First and last day of a cycle, `startsOn` < `endsOn`. */
export interface Period {
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
}

/** A zod check that reports what `find` finds. */
const without =
  <T>(find: (measure: T) => Problem[]) =>
  (measure: T, context: z.RefinementCtx) => {
    for (const { path, message } of find(measure)) context.addIssue({ code: 'custom', path, message });
  };

/**
 * What a key result measures, by `type`. Amounts are decimal strings (JSON numbers are accepted and kept as
 * strings); `precision` is the number of fraction digits allowed, 0 to 6, by default 2.
 *
 * - `number` `{unit?, precision, baseline, target, commit?, stretch?, checkpoints?: [{date, value}]}`
 * - `percent` the same without unit; every value in points, 0 to 100
 * - `currency` the same with `currency` (ISO 4217) for the unit
 * - `boolean` `{}`
 * - `milestones` `{milestones: [{id, title, weight = '1'}]}`, at least one weight above 0
 * - `stages` `{stages: {fail, commit, target, stretch}}`, what each stage means
 * - `band` `{unit?, precision, lower, upper}`, lower ≤ upper
 *
 * A target below its baseline makes a falling measure. For its rules see `scalarProblems`.
 */
export const keyResultMeasure = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('number'), unit, ...scalar }).superRefine(without(scalarProblems)),
  z.strictObject({ type: z.literal('percent'), ...scalar }).superRefine(without(scalarProblems)),
  z
    .strictObject({ type: z.literal('currency'), currency: currencyCode, ...scalar })
    .superRefine(without(scalarProblems)),
  z.strictObject({ type: z.literal('boolean') }),
  z
    .strictObject({ type: z.literal('milestones'), milestones: z.array(milestone).min(1).max(100) })
    .superRefine(without(milestoneProblems)),
  z.strictObject({
    type: z.literal('stages'),
    stages: z.strictObject({ fail: stageText, commit: stageText, target: stageText, stretch: stageText }),
  }),
  z
    .strictObject({ type: z.literal('band'), unit, precision, lower: decimalInput, upper: decimalInput })
    .superRefine(without(bandProblems)),
]);
export type KeyResultMeasure = z.output<typeof keyResultMeasure>;
export type KeyResultMeasureInput = z.input<typeof keyResultMeasure>;
export type KeyResultType = KeyResultMeasure['type'];

/**
 * The `value` of a check-in, read by the type of the measure:
 * `number`, `percent`, `currency`, `band`: the value reached, a decimal string; `boolean`: true or false;
 * `milestones`: the ids of all milestones done so far, `[]` for none; `stages`: the stage reached.
 */
export const checkInValue = z.union(
  [z.boolean(), stage, decimalInput, z.array(slug).max(100)],
  'expected a decimal, true or false, a list of milestone ids, or a stage',
);
export type CheckInValue = z.output<typeof checkInValue>;

type MeasureProblem =
  | 'VALUE_TYPE_MISMATCH'
  | 'VALUE_TOO_PRECISE'
  | 'VALUE_OUT_OF_RANGE'
  | 'MILESTONE_UNKNOWN'
  | 'MILESTONE_REPEATED'
  | 'CHECKPOINT_OUTSIDE_CYCLE';

export type Check =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: MeasureProblem; readonly message: string };

const OK: Check = { ok: true };
const failed = (code: MeasureProblem, message: string): Check => ({ ok: false, code, message });

export const isStage = (value: CheckInValue): value is Stage => stage.options.some((name) => name === value);

/** Whether `value`, as parsed by `checkInValue`, fits the type, the precision and the range of `measure`. */
export function checkValue(measure: KeyResultMeasure, value: CheckInValue): Check {
  const { type } = measure;
  const mismatch = (expected: string) =>
    failed('VALUE_TYPE_MISMATCH', `a check-in of a ${type} key result has ${expected} as its value`);
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? OK : mismatch('true or false');
    case 'stages':
      return isStage(value) ? OK : mismatch('fail, commit, target or stretch');
    case 'milestones':
      return Array.isArray(value)
        ? checkDone(measure.milestones, value)
        : mismatch('a list of milestone ids');
    case 'number':
    case 'percent':
    case 'currency':
    case 'band':
      if (typeof value !== 'string' || isStage(value)) return mismatch('a decimal');
      if (!fitsPrecision(value, measure.precision)) {
        return failed('VALUE_TOO_PRECISE', `the value may have at most ${measure.precision} fraction digits`);
      }
      return type === 'percent' && !isPercentPoints(value)
        ? failed('VALUE_OUT_OF_RANGE', 'a percent value lies in 0 to 100')
        : OK;
  }
}

function checkDone(milestones: readonly Milestone[], done: readonly string[]): Check {
  const known = new Set(milestones.map(({ id }) => id));
  if (!done.every((id) => known.has(id))) {
    return failed('MILESTONE_UNKNOWN', 'the value names a milestone that the key result does not have');
  }
  return new Set(done).size === done.length
    ? OK
    : failed('MILESTONE_REPEATED', 'the value names a milestone more than once');
}

/** Whether every checkpoint of `measure` lies strictly between the first and the last day of its cycle. */
export function checkCheckpoints(measure: KeyResultMeasure, cycle: Period): Check {
  const checkpoints = 'checkpoints' in measure ? (measure.checkpoints ?? []) : [];
  return checkpoints.every(({ date }) => cycle.startsOn < date && date < cycle.endsOn)
    ? OK
    : failed(
        'CHECKPOINT_OUTSIDE_CYCLE',
        `every date must lie after ${cycle.startsOn} and before ${cycle.endsOn}, the first and last day of the cycle`,
      );
}
