import type { ProjectionTask } from '../../platform/projection-operations/views.ts';
import { formatTable } from '../format-table.ts';
import { counted, grouped, span } from '../words.ts';

type Differences = NonNullable<ProjectionTask['differences']>;
type Example = Differences[number]['examples'][number];

const columns = [
  { title: 'TABLE' },
  { title: 'ROWS', align: 'right' },
  { title: 'FROM THE LOG', align: 'right' },
  { title: 'MISSING', align: 'right' },
  { title: 'UNEXPECTED', align: 'right' },
  { title: 'DIFFERENT', align: 'right' },
] as const;

/** Whether a task did what was asked, and a verification found nothing. */
export function isGood({ state, differences }: ProjectionTask): boolean {
  return state === 'done' && differing(differences ?? []) === 0;
}

/** What came of a task that has ended, line by line. */
export function describeTask(task: ProjectionTask): string[] {
  const { id, kind, state, error, projections } = task;
  const names = projections.join(', ');
  if (state === 'failed') return [`Task ${id}, ${kind} of ${names}, failed: ${error ?? 'nobody knows why'}`];
  if (state === 'cancelled') return [`Task ${id}, ${kind} of ${names}, was given up. Nothing has changed.`];
  switch (kind) {
    case 'rebuild':
      return [
        `Rebuilt ${names} in ${duration(task)}. Queries read the new tables.`,
        `The old ones are kept: "outcomes projections rollback ${projections.join(' ')}" brings them back,`,
        `"outcomes projections drop-previous ${projections.join(' ')}" deletes them.`,
      ];
    case 'verify':
      return describeVerification(task);
    case 'rollback':
      return [`Brought the previous tables of ${names} back. Those from before are the previous ones now.`];
    case 'drop':
      return [`Deleted the previous tables of ${names}.`];
  }
}

function describeVerification(task: ProjectionTask): string[] {
  const differences = task.differences ?? [];
  const rows = differences.map((each) => [
    each.table,
    ...[each.liveRows, each.rebuiltRows, each.missing, each.unexpected, each.different].map(grouped),
  ]);
  const count = differing(differences);
  return [
    ...formatTable(columns, rows),
    '',
    `Built ${task.projections.join(', ')} anew in ${duration(task)}: ${counted(count, 'row')} differ${count === 1 ? 's' : ''}.`,
    ...differences.flatMap(({ table, examples }) => examples.map((example) => describeRow(table, example))),
  ];
}

/** `  users, id=7: different in display_name` */
function describeRow(table: string, { key, kind, columns: changed }: Example): string {
  const named = Object.entries(key).map(([column, value]) => `${column}=${value}`);
  return `  ${table}, ${named.join(', ')}: ${kind}${changed ? ` in ${changed.join(', ')}` : ''}`;
}

function differing(differences: Differences): number {
  return differences.reduce((sum, each) => sum + each.missing + each.unexpected + each.different, 0);
}

function duration({ startedAt, finishedAt }: ProjectionTask): string {
  return startedAt && finishedAt ? span((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '0 s';
}
