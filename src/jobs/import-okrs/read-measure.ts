import type { z } from 'zod';
import {
  type KeyResultMeasure,
  type KeyResultType,
  keyResultMeasure,
} from '../../domain/key-result-types.ts';
import { closest } from './closest.ts';
import { type Column, columns } from './columns.ts';
import { readMilestones, readStages, withoutPercentSign } from './compact-forms.ts';
import { type CellReader, messageOf } from './read-cells.ts';

/** Columns that say how a key result of each type is measured: those it needs, and those it may have. */
const measureColumns: Record<KeyResultType, { needs: readonly Column[]; may: readonly Column[] }> = {
  number: { needs: ['baseline', 'target'], may: ['unit', 'precision'] },
  percent: { needs: ['baseline', 'target'], may: ['precision'] },
  currency: { needs: ['currency', 'baseline', 'target'], may: ['precision'] },
  boolean: { needs: [], may: [] },
  milestones: { needs: ['milestones'], may: [] },
  stages: { needs: ['stages'], may: [] },
  band: { needs: ['lower', 'upper'], may: ['unit', 'precision'] },
};
const allMeasureColumns = [
  ...new Set(Object.values(measureColumns).flatMap(({ needs, may }) => [...needs, ...may])),
];
const types = Object.keys(measureColumns) as KeyResultType[];

/** How the key result of a row is measured; undefined, with what is wrong noted, where that is not clear. */
export function readMeasure(row: CellReader): KeyResultMeasure | undefined {
  const { cells, refuse } = row;
  const before = row.problems.length;
  const type = readType(row);
  if (type === undefined) return;
  const { needs, may } = measureColumns[type];
  for (const column of needs) {
    if (cells[column] === undefined) refuse(column, `may not be empty: a ${type} key result needs it`);
  }
  for (const column of allMeasureColumns) {
    const isForeign = cells[column] !== undefined && !needs.includes(column) && !may.includes(column);
    if (isForeign) refuse(column, `must be empty: a ${type} key result has none`);
  }
  if (row.problems.length > before) return;

  const given = [...needs, ...may].filter((column) => cells[column] !== undefined);
  const fields = given.map((column) => [column, fieldOf(type, column, cells[column] ?? '')]);
  const parsed = keyResultMeasure.safeParse({ type, ...Object.fromEntries(fields) });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) note(row, issue);
}

function readType({ cells, refuse }: CellReader): KeyResultType | undefined {
  const cell = cells.type?.toLowerCase() ?? 'number';
  const type = types.find((known) => known === cell);
  if (type !== undefined) return type;
  const guess = closest(cell.slice(0, 20), types);
  refuse('type', guess === null ? `expected one of ${types.join(', ')}` : `did you mean ${guess}?`);
}

function fieldOf(type: KeyResultType, column: Column, cell: string): unknown {
  if (column === 'milestones') return readMilestones(cell);
  if (column === 'stages') return readStages(cell);
  if (column === 'currency') return cell.toUpperCase();
  if (column === 'precision') return /^\d{1,2}$/.test(cell) ? Number(cell) : cell;
  return type === 'percent' ? withoutPercentSign(cell) : cell;
}

/** The first part of an issue's path is a column, the second the item of its list, or the stage. */
function note({ cells, refuse }: CellReader, issue: z.core.$ZodIssue): void {
  const [field, item] = issue.path;
  const column = columns.find((known) => known === field) ?? 'type';
  const where = typeof item === 'number' ? `item ${item + 1}: ` : typeof item === 'string' ? `${item}: ` : '';
  const message =
    issue.code === 'unrecognized_keys'
      ? 'expected fail, commit, target and stretch only'
      : typeof item === 'string' && issue.code === 'invalid_type'
        ? 'may not be empty'
        : issue.message;
  refuse(column, where + messageOf(cells[column] ?? '', message));
}
