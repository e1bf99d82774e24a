import { addDays } from '../../domain/calendar.ts';
import type { Column } from './columns.ts';
import { differingColumn } from './differing-column.ts';
import type { ImportRow } from './import-row.ts';
import type { Problem } from './problems.ts';
import { keyResultKey, objectiveKey } from './row-keys.ts';

/** What was said of a thing first, and where. */
type Said = Map<string, { readonly value: unknown; readonly line: number }>;

interface Surroundings {
  /** Today, where the organization is. */
  readonly today: string;
  readonly graceDays: number;
}

/**
 * Checks rows against those before them, in the order of the file: what two rows say of one thing must be the
 * same (what a row leaves empty agrees with everything), and no check-in may be there twice. Rows that are
 * wrong do not count for those after them. Answers what is wrong with the row.
 */
export function createFileCheck(surroundings: Surroundings): (row: ImportRow) => readonly Problem[] {
  const said: Said = new Map();
  return (row) => {
    const claims = claimsOf(row).filter(({ value }) => value !== undefined);
    const problems = [...checkDates(row, surroundings)];
    for (const { key, column, value, compare } of claims) {
      const before = said.get(key);
      if (before === undefined) continue;
      const differs = compare ? compare(before.value) : before.value === value ? null : column;
      if (differs === null) continue;
      problems.push({ line: row.line, column: differs, message: `differs from line ${before.line}` });
    }
    const slot = JSON.stringify(['slot', keyResultKey(row), row.checkIn?.effectiveOn ?? null]);
    const repeated = said.get(slot);
    if (repeated) {
      const column = row.checkIn && 'check_in_date';
      problems.push({ line: row.line, column, message: `repeats line ${repeated.line}` });
    }
    if (problems.length > 0) return problems;
    said.set(slot, { value: null, line: row.line });
    for (const { key, value } of claims) if (!said.has(key)) said.set(key, { value, line: row.line });
    return [];
  };
}

interface Claim {
  readonly key: string;
  readonly column: Column;
  readonly value: unknown;
  /** The column that differs from what was said before; null where none does. */
  readonly compare?: (before: unknown) => Column | null;
}

function claimsOf(row: ImportRow): Claim[] {
  const { cycle, objective, keyResult } = row;
  const claims = (thing: string, values: Partial<Record<Column, unknown>>): Claim[] =>
    Object.entries(values).map(([column, value]) => ({
      key: `${column} ${thing}`,
      column: column as Column,
      value,
    }));
  const { measure } = keyResult;
  return [
    ...claims(cycle.name, { cycle_starts_on: cycle.startsOn, cycle_ends_on: cycle.endsOn }),
    ...claims(objectiveKey(row), {
      objective_description: objective.description,
      objective_owner_email: objective.owner.email,
      visibility: objective.visibility,
    }),
    ...claims(keyResultKey(row), {
      key_result_owner_email: keyResult.owner?.email,
      weight: keyResult.weight,
    }),
    {
      key: `measure ${keyResultKey(row)}`,
      column: 'type',
      value: measure,
      compare: (before) => differingColumn(before as typeof measure, measure),
    },
  ];
}

function* checkDates({ line, cycle, checkIn }: ImportRow, surroundings: Surroundings): Generator<Problem> {
  if (!checkIn) return;
  const { effectiveOn } = checkIn;
  const { today, graceDays } = surroundings;
  const lastDay = addDays(cycle.endsOn, graceDays);
  const column = 'check_in_date';
  if (effectiveOn > today) yield { line, column, message: 'may not lie in the future' };
  else if (effectiveOn < cycle.startsOn || effectiveOn > lastDay) {
    yield { line, column, message: `must lie between ${cycle.startsOn} and ${lastDay}` };
  }
}
