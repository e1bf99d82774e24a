import { z } from 'zod';
import { counted, grouped } from './words.ts';

const count = z.number();
const counts = z.object({
  users: count,
  cycles: count,
  objectives: count,
  keyResults: count,
  checkIns: count,
});

/** What the command line uses of an import. */
export const importView = z.object({
  id: z.string(),
  status: z.enum(['waiting', 'checking', 'invalid', 'running', 'done', 'failed']),
  dryRun: z.boolean(),
  skipInvalid: z.boolean(),
  rows: count.nullable(),
  rowsDone: count,
  badRows: count,
  problemCount: count,
  problems: z.array(z.object({ line: count, column: z.string().nullable(), message: z.string() })),
  created: counts,
  unchanged: counts,
  finishedAt: z.string().nullable(),
});
export type ImportView = z.output<typeof importView>;

const kinds = [
  ['users', 'user'],
  ['cycles', 'cycle'],
  ['objectives', 'objective'],
  ['keyResults', 'key result'],
  ['checkIns', 'check-in'],
] as const;

/** What came of an import, line by line: first what is wrong with the file. */
export function describeImport(view: ImportView): string[] {
  const { problems, problemCount, dryRun } = view;
  const lines = problems.map(({ line, column, message }) => {
    const where = [...(line > 0 ? [`line ${line}`] : []), ...(column === null ? [] : [column])];
    return where.length === 0 ? message : `${where.join(', ')}: ${message}`;
  });
  if (problemCount > problems.length) lines.push(`… and ${grouped(problemCount - problems.length)} more`);
  lines.push(summaryOf(view));
  if (view.status === 'done') {
    lines.push(`  ${dryRun ? 'to create' : 'created  '}  ${listOf(view.created)}`);
    lines.push(`  unchanged  ${listOf(view.unchanged)}`);
  }
  return lines;
}

function summaryOf({ status, rows, badRows, dryRun }: ImportView): string {
  // Of a file whose header is bad no row was looked at.
  if (status === 'invalid' && !rows) return 'Nothing was imported.';
  const all = counted(rows ?? 0, 'row');
  const bad = badRows === 0 ? '' : `, ${grouped(badRows)} of them bad`;
  if (status === 'invalid') return `Nothing was imported: ${all}${bad || ' checked'}.`;
  if (status === 'failed') return 'The import has failed.';
  return `${dryRun ? 'Checked' : 'Imported'} ${all}${bad}.`;
}

function listOf(made: ImportView['created']): string {
  const parts = kinds.flatMap(([kind, name]) => (made[kind] === 0 ? [] : [counted(made[kind], name)]));
  return parts.join(', ') || 'nothing';
}
