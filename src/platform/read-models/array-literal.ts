import type { SqlType } from '../../core/table.ts';

/** Types whose texts have nothing in them that an array literal would have to quote. */
const plain: ReadonlySet<SqlType> = new Set([
  'uuid',
  'integer',
  'bigint',
  'numeric(20,6)',
  'boolean',
  'date',
  'timestamptz',
]);

/**
 * One column of many rows as the text of a PostgreSQL array. Values are in the canonical form of table.ts.
 */
export function arrayLiteral(values: readonly unknown[], sql: SqlType): string {
  const text = plain.has(sql) ? String : quotedBy(sql);
  let literal = '{';
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (i > 0) literal += ',';
    literal += value === null || value === undefined ? 'NULL' : text(value);
  }
  return `${literal}}`;
}

function quotedBy(sql: SqlType): (value: unknown) => string {
  // JSON text holds nothing but quotes and backslashes to escape, and a JSON string escapes those alike.
  if (sql === 'jsonb') return (value) => JSON.stringify(jsonText(value));
  if (sql === 'text') return (value) => quote(String(value));
  return (value) => quote(`{${Array.isArray(value) ? value.map((element) => quote(String(element))) : ''}}`);
}

/** Throws TypeError for a value that is no JSON. */
function jsonText(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('no JSON');
  return text;
}

function quote(text: string): string {
  return /[\\"]/.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : `"${text}"`;
}
