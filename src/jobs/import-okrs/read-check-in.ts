import { z } from 'zod';
import { comment } from '../../commands/text-fields.ts';
import {
  type CheckInValue,
  checkInValue,
  checkValue,
  type KeyResultMeasure,
} from '../../domain/key-result-types.ts';
import { confidence, date, decimalHint } from '../../domain/values.ts';
import { readBoolean, readDone, withoutPercentSign } from './compact-forms.ts';
import type { RowCheckIn } from './import-row.ts';
import { type CellReader, messageOf } from './read-cells.ts';

/** Confidence as the text of a cell. */
const confidenceText = z
  .string()
  .regex(/^\d{1,2}$/, 'expected an integer from 0 to 10')
  .transform(Number)
  .pipe(confidence);

/** The check-in of a row: null where it has none, undefined where it is not valid. */
export function readCheckIn(
  row: CellReader,
  measure: KeyResultMeasure | undefined,
): RowCheckIn | null | undefined {
  const { cells } = row;
  if (cells.check_in_date === undefined && cells.check_in_value === undefined) {
    for (const column of ['confidence', 'comment'] as const) {
      if (cells[column] !== undefined) row.refuse(column, 'belongs to a check-in, and the row has none');
    }
    return null;
  }
  const effectiveOn = row.required('check_in_date', date);
  const said = {
    confidence: row.optional('confidence', confidenceText),
    comment: row.optional('comment', comment),
  };
  const cell = cells.check_in_value;
  if (cell === undefined) row.refuse('check_in_value', 'may not be empty');
  const value = measure && cell !== undefined ? readValue(row, measure, cell) : undefined;
  if (effectiveOn === undefined || value === undefined) return;
  return { effectiveOn, value, ...said };
}

function readValue(row: CellReader, measure: KeyResultMeasure, cell: string): CheckInValue | undefined {
  const parsed = checkInValue.safeParse(asWritten(measure, cell));
  if (!parsed.success) {
    row.refuse('check_in_value', hintOf(measure, cell));
    return;
  }
  const check = checkValue(measure, parsed.data);
  if (check.ok) return parsed.data;
  row.refuse('check_in_value', check.code === 'VALUE_TYPE_MISMATCH' ? hintOf(measure, cell) : check.message);
}

function asWritten({ type }: KeyResultMeasure, cell: string): unknown {
  switch (type) {
    case 'boolean':
      return readBoolean(cell) ?? cell;
    case 'milestones':
      return readDone(cell);
    case 'stages':
      return cell.toLowerCase();
    case 'percent':
      return withoutPercentSign(cell);
    default:
      return cell;
  }
}

function hintOf({ type }: KeyResultMeasure, cell: string): string {
  switch (type) {
    case 'boolean':
      return 'expected true or false';
    case 'milestones':
      return 'expected the ids of the milestones that are done, with | between them, or none';
    case 'stages':
      return 'expected fail, commit, target or stretch';
    default:
      return messageOf(cell, decimalHint);
  }
}
