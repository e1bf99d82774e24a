import { terminalLine } from './terminal-line.ts';

interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: 'right';
}

const gap = '  ';
const narrowest = 8;

/**
 * A table as lines of at most `width` characters: where the rows are wider, the widest columns are cut. A last
 * column is not filled up. Control characters in cells are escaped.
 */
export function formatTable(
  columns: readonly Column[],
  values: readonly (readonly string[])[],
  width = 80,
): string[] {
  const rows = values.map((row) => row.map(terminalLine));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const total = () => widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = Math.max(narrowest, (widths[widest] ?? 0) - (total() - width));
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const cell = cut(cells[index] ?? '', widths[index] ?? 0);
        return align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

/** The text on one line, or as much of it as there is room for. */
export function cut(text: string, width: number): string {
  const line = terminalLine(text);
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
