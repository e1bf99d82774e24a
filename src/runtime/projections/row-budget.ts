import type { AnyRow } from './ports.ts';

/** Bounds what is kept of a table with large rows. */
const bytesPerTable = 16 * 2 ** 20;
/** Of the rows that a batch writes, one in so many is measured. */
const sampleEvery = 32;

/** How many rows of a table fit into 16 MiB, going by a sample of those that batches write. */
export interface RowBudget {
  beginBatch(): void;
  count(row: AnyRow): void;
  /** Most rows to keep. */
  readonly rows: number;
}

export function rowBudget(): RowBudget {
  /** Of the largest rows lately, estimated. */
  let rowBytes = 0;
  let counted = 0;
  return {
    beginBatch() {
      rowBytes *= 0.9;
      counted = 0;
    },
    count(row) {
      if (counted++ % sampleEvery === 0) rowBytes = Math.max(rowBytes, sizeOf(row));
    },
    get rows() {
      return Math.floor(bytesPerTable / Math.max(1, rowBytes));
    },
  };
}

/** About how many bytes a row takes: its texts, and a little for each column. */
function sizeOf(row: AnyRow): number {
  let size = 0;
  for (const name in row) {
    const value = row[name];
    size += 16;
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) size += JSON.stringify(value).length;
  }
  return size;
}
