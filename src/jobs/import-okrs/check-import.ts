import { setImmediate as breathe } from 'node:timers/promises';
import type { OrganizationState } from '../../commands/organization/organization.stream.ts';
import { localDate } from '../../domain/calendar.ts';
import { checkExisting } from './check-existing.ts';
import { createFileCheck } from './check-file.ts';
import type { Existing } from './existing.ts';
import { createImportIds } from './import-ids.ts';
import type { ImportPlan } from './import-plan.ts';
import type { ImportRow } from './import-row.ts';
import { type Outline, outlineOf } from './outline.ts';
import { planImport } from './plan-import.ts';
import type { Problem } from './problems.ts';
import { readRow } from './read-row.ts';
import { readTable } from './read-table.ts';

/** Rows after which other work gets its turn. */
const rowsAtOnce = 500;

/** Rows of one file at most. */
const mostRows = 200_000;

interface Checking {
  readonly file: Buffer;
  readonly organizationId: string;
  readonly organization: OrganizationState;
  /** ISO-8601 UTC. */
  readonly now: string;
  /** Looks up what is there of an outline. */
  find(outline: Outline): Promise<Existing>;
}

export interface CheckedFile {
  readonly rows: number;
  /** By line. */
  readonly problems: readonly Problem[];
  /** The file could not be read to its end: it is not imported in part either. */
  readonly broken: boolean;
  /** What the good rows come to. */
  readonly plan: ImportPlan;
}

/**
 * Checks every row: by itself, against the rest of the file, against what is there. Then plans the good ones.
 */
export async function checkImport(checking: Checking): Promise<CheckedFile> {
  const { organizationId, organization, now } = checking;
  const today = localDate(now, organization.settings.timeZone);
  const ids = createImportIds(organizationId);
  const problems: Problem[] = [];
  const read = await readRows(checking.file, problems);

  const checkFile = createFileCheck({ today, graceDays: organization.settings.graceDays });
  const consistent = await goodRows(read.rows, checkFile, problems);
  const there = await checking.find(outlineOf(consistent));
  const good = await goodRows(consistent, (row) => checkExisting(row, there, ids), problems);
  const outline = outlineOf(good);
  const plan = planImport({ organizationId, outline, there, ids, today });
  problems.sort((a, b) => a.line - b.line);
  return { rows: read.count, problems, broken: read.broken, plan };
}

async function goodRows(
  rows: readonly ImportRow[],
  check: (row: ImportRow) => readonly Problem[],
  problems: Problem[],
): Promise<ImportRow[]> {
  const good: ImportRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % rowsAtOnce === 0) await breathe();
    const found = check(row);
    if (found.length === 0) good.push(row);
    else problems.push(...found);
  }
  return good;
}

async function readRows(file: Buffer, problems: Problem[]) {
  const rows: ImportRow[] = [];
  let count = 0;
  let broken = false;
  for await (const item of readTable(file, mostRows)) {
    if (item.kind === 'row') {
      const read = readRow(item.line, item.cells);
      if (read.ok) rows.push(read.row);
      else problems.push(...read.problems);
    } else {
      problems.push(item.problem);
      broken ||= item.kind === 'broken';
    }
    if (item.kind !== 'broken') count++;
  }
  return { rows, count, broken };
}
