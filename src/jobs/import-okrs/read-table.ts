import type { Cells, Column } from './columns.ts';
import type { Problem } from './problems.ts';
import { readHeader } from './read-header.ts';
import { BrokenCsvError, type CsvRecord, readRecords } from './read-records.ts';

/** What a file holds, in its order: rows, rows that are wrong, and what ends the reading before the end. */
export type TableItem =
  | { readonly kind: 'row'; readonly line: number; readonly cells: Cells }
  | { readonly kind: 'bad' | 'broken'; readonly problem: Problem };

/**
 * Reads a CSV file with a header. Empty rows are left out; after a `broken` item only others like it follow.
 */
export async function* readTable(file: Buffer, mostRows: number): AsyncGenerator<TableItem> {
  let header: readonly Column[] | null = null;
  let rows = 0;
  try {
    for await (const record of readRecords(file)) {
      const { line } = record;
      const values = record.values.map((value) => value.trim());
      if (values.every((value) => value === '')) continue;
      if (header === null) {
        const found = readHeader(values);
        if (!found.ok) {
          for (const message of found.messages) yield item('broken', line, message);
          return;
        }
        header = found.columns;
      } else if (++rows > mostRows) {
        yield item('broken', line, `the file has more than ${mostRows} rows: split it`);
        return;
      } else yield row(header, { line, values });
    }
    if (header === null) yield item('broken', 1, 'the file has no header');
  } catch (error) {
    if (!(error instanceof BrokenCsvError)) throw error;
    yield item('broken', error.line, error.message);
  }
}

function row(header: readonly Column[], { line, values }: CsvRecord): TableItem {
  if (values.slice(header.length).some((value) => value !== '')) {
    return item('bad', line, `the row has ${values.length} cells, the header ${header.length}`);
  }
  const cells: Partial<Record<Column, string>> = {};
  for (const [index, column] of header.entries()) {
    const value = values[index];
    if (value) cells[column] = value;
  }
  return { kind: 'row', line, cells };
}

function item(kind: 'bad' | 'broken', line: number, message: string): TableItem {
  return { kind, problem: { line, column: null, message } };
}
