import { z } from 'zod';
import { longText, title } from '../../commands/text-fields.ts';
import { displayName } from '../../commands/user/profile-fields.ts';
import {
  date,
  decimal,
  emailAddress,
  nonEmptyText,
  objectiveVisibility,
  weight,
} from '../../domain/values.ts';
import type { Cells } from './columns.ts';
import type { ImportRow, NamedOwner } from './import-row.ts';
import type { Problem } from './problems.ts';
import { type CellReader, readCells } from './read-cells.ts';
import { readCheckIn } from './read-check-in.ts';
import { readMeasure } from './read-measure.ts';

const cycleName = nonEmptyText(120);
const weightText = decimal.pipe(weight);
const visibility = z
  .string()
  .toLowerCase()
  .pipe(z.enum(objectiveVisibility.options, 'expected organization or private'));

/** What a row says, or everything that is wrong with it by itself. */
type ReadRow =
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function readRow(line: number, cells: Cells): ReadRow {
  const row = readCells(line, cells);
  const cycle = readCycle(row);
  const objectiveTitle = row.required('objective', title);
  const description = row.optional('objective_description', longText);
  const owner = readOwner(row, 'objective');
  const visible = row.optional('visibility', visibility);
  const keyResultTitle = row.required('key_result', title);
  const keyResultOwner = readOwner(row, 'key_result');
  const weightOfIt = row.optional('weight', weightText);
  const measure = readMeasure(row);
  const checkIn = readCheckIn(row, measure);

  const { problems } = row;
  if (!cells.objective_owner_email) row.refuse('objective_owner_email', 'may not be empty');
  const complete = cycle && objectiveTitle && owner && keyResultTitle && measure && checkIn !== undefined;
  if (problems.length > 0 || !complete) return { ok: false, problems };
  return {
    ok: true,
    row: {
      line,
      cycle,
      objective: { title: objectiveTitle, description, owner, visibility: visible },
      keyResult: { title: keyResultTitle, owner: keyResultOwner, weight: weightOfIt, measure },
      checkIn,
    },
  };
}

function readCycle(row: CellReader): ImportRow['cycle'] | undefined {
  const name = row.required('cycle', cycleName);
  const startsOn = row.required('cycle_starts_on', date);
  const endsOn = row.required('cycle_ends_on', date);
  if (!name || !startsOn || !endsOn) return;
  if (startsOn < endsOn) return { name, startsOn, endsOn };
  row.refuse('cycle_ends_on', 'a cycle starts before it ends');
}

function readOwner(row: CellReader, of: 'objective' | 'key_result'): NamedOwner | undefined {
  const [emailColumn, nameColumn] = [`${of}_owner_email`, `${of}_owner_name`] as const;
  const email = row.optional(emailColumn, emailAddress);
  const name = row.optional(nameColumn, displayName);
  if (email !== undefined) return { email, name };
  if (name !== undefined && row.cells[emailColumn] === undefined && of === 'key_result') {
    row.refuse(emailColumn, 'may not be empty where there is a name');
  }
}
