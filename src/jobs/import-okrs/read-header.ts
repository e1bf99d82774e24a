import { closest } from './closest.ts';
import { type Column, columns, requiredColumns } from './columns.ts';

/** The columns of a file in their order, or what is wrong with its header. */
type Header =
  | { readonly ok: true; readonly columns: readonly Column[] }
  | { readonly ok: false; readonly messages: readonly string[] };

/** No name that resembles one of ours is longer. */
const longestName = 40;

/** Reads the header: upper and lower case, and spaces, hyphens and underscores, count as the same. */
export function readHeader(names: readonly string[]): Header {
  const messages: string[] = [];
  const found: Column[] = [];
  for (const [index, name] of trimmed(names).entries()) {
    const column = columns.find((known) => known === normalized(name));
    if (column === undefined) messages.push(unknownColumn(name, index));
    else if (found.includes(column)) messages.push(`the column ${column} is there twice`);
    else found.push(column);
  }
  const missing = requiredColumns.filter((column) => !found.includes(column));
  messages.push(...missing.map((column) => `the column ${column} is missing`));
  return messages.length === 0 ? { ok: true, columns: found } : { ok: false, messages };
}

/** Without the empty names at the end that spreadsheets leave. */
function trimmed(names: readonly string[]): readonly string[] {
  const last = names.findLastIndex((name) => name.trim() !== '');
  return names.slice(0, last + 1);
}

function normalized(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}

/**
 * A name is only repeated where it resembles one of ours: a file without a header has people's names there.
 */
function unknownColumn(name: string, index: number): string {
  const guess = name.length > longestName ? null : closest(normalized(name), columns);
  return guess === null
    ? `column ${index + 1} of the header is not one of the format`
    : `there is no column "${name.trim()}"; did you mean ${guess}?`;
}
