import { DomainError, toCheck } from '../../core/domain-error.ts';
import { type KeyResultMeasure, keyResultMeasure } from '../../domain/key-result-types.ts';

/**
 * `measure` with what `changes` names: undefined keeps a field, null takes it away.
 * Throws RULE_VIOLATED for what the type of the measure does not have, or its rules do not allow.
 */
export function changedMeasure(
  measure: KeyResultMeasure,
  changes: Readonly<Record<string, unknown>>,
): KeyResultMeasure {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...measure, ...Object.fromEntries(named) });
  const parsed = keyResultMeasure.safeParse(Object.fromEntries(merged.filter(([, value]) => value !== null)));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, message: `a ${measure.type} key result has none` }))
      : [{ field: issue.path.join('.'), message: issue.message }],
  );
  throw new DomainError(
    'RULE_VIOLATED',
    `the key result cannot be measured that way: ${toCheck(details)}`,
    details,
  );
}

/** What a measure aims at, and from where: the parts that people answer for. */
const aims = ['baseline', 'target', 'lower', 'upper', 'milestones', 'stages'];

/** The parts of a measure that are its aim. */
export function aimOf(measure: KeyResultMeasure): readonly [string, unknown][] {
  return Object.entries(measure).filter(([field]) => aims.includes(field));
}
