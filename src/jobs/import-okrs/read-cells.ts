import type { z } from 'zod';
import type { Cells, Column } from './columns.ts';
import type { Problem } from './problems.ts';

/** Reads the cells of one row and notes what is wrong with them. */
export interface CellReader {
  readonly cells: Cells;
  /** The cell as `schema` has it; undefined where it is empty or wrong. */
  optional<Schema extends z.ZodType>(column: Column, schema: Schema): z.output<Schema> | undefined;
  /** The same for a cell that must be there. */
  required<Schema extends z.ZodType>(column: Column, schema: Schema): z.output<Schema> | undefined;
  refuse(column: Column | null, message: string): void;
  readonly problems: readonly Problem[];
}

export function readCells(line: number, cells: Cells): CellReader {
  const problems: Problem[] = [];
  const refuse = (column: Column | null, message: string) => void problems.push({ line, column, message });

  const optional = <Schema extends z.ZodType>(column: Column, schema: Schema) => {
    const cell = cells[column];
    if (cell === undefined) return;
    const parsed = schema.safeParse(cell);
    if (parsed.success) return parsed.data;
    refuse(column, messageOf(cell, parsed.error.issues[0]?.message ?? 'is not valid'));
  };
  const required = <Schema extends z.ZodType>(column: Column, schema: Schema) => {
    if (cells[column] === undefined) refuse(column, 'may not be empty');
    return optional(column, schema);
  };
  return { cells, optional, required, refuse, problems };
}

/** A comma between digits is a decimal comma, or separates thousands. */
export function messageOf(cell: string, message: string): string {
  return /decimal/.test(message) && /\d,\d/.test(cell)
    ? 'write numbers with a decimal point and without separators, such as 1234.5'
    : message;
}
