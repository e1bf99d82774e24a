import { type Cells, columns } from '../../../src/jobs/import-okrs/columns.ts';

/** A good row, of which a test changes some cells; undefined empties one. */
export const goodCells = {
  cycle: '2026 Q1',
  cycle_starts_on: '2026-01-01',
  cycle_ends_on: '2026-03-31',
  objective: 'Happy customers',
  objective_owner_email: 'ada@example.com',
  key_result: 'Renewals',
  baseline: '10',
  target: '50',
  check_in_date: '2026-02-02',
  check_in_value: '20',
} as const satisfies Cells;

type Changes = Partial<Record<keyof Cells, string | undefined>>;

/** A file with the good row changed once per entry. */
export function csvOf(rows: readonly Changes[], delimiter = ','): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = rows.map((changes) => {
    const cells: Changes = { ...goodCells, ...changes };
    return columns.map((column) => quoted(cells[column] ?? '')).join(delimiter);
  });
  return [columns.join(delimiter), ...lines].join('\n');
}
