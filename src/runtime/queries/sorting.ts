import type { Knex } from 'knex';
import type { ListFieldType, ListQuery } from '../../core/define-query.ts';
import type { ErrorDetail } from '../../core/domain-error.ts';
import { castOf } from './field-values.ts';

export interface SortKey {
  readonly field: string;
  readonly column: string;
  readonly type: ListFieldType;
  readonly descending: boolean;
}

const mostKeys = 5;

/** Reads `field:direction,…` and adds the tie-breaker. What is wrong is added to `problems`. */
export function readSort(
  query: Pick<ListQuery, 'fields' | 'defaultSort' | 'tieBreaker'>,
  sort: unknown,
  problems: ErrorDetail[],
): SortKey[] {
  const say = (message: string) => {
    problems.push({ field: 'sort', message });
    return [];
  };
  const wanted = sort === undefined ? query.defaultSort : sort;
  if (typeof wanted !== 'string') return say('expected field:direction, comma-separated');
  const parts = wanted.split(',');
  if (parts.length > mostKeys) return say(`expected at most ${mostKeys} fields`);
  const keys = parts.flatMap((part) => {
    const [name = '', direction, ...rest] = part.split(':');
    const field = Object.hasOwn(query.fields, name) ? query.fields[name] : undefined;
    if (!field?.sort) return say(`expected one of the fields ${sortable(query.fields).join(', ')}`);
    if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      return say('expected the direction asc or desc');
    }
    return [{ field: name, column: field.column, type: field.type, descending: direction === 'desc' }];
  });
  if (new Set(keys.map(({ field }) => field)).size < keys.length) return say('names a field more than once');
  const last = query.fields[query.tieBreaker];
  if (!last) throw new Error(`the tie-breaker ${query.tieBreaker} is no field`);
  const broken = keys.findIndex(({ field }) => field === query.tieBreaker);
  if (broken >= 0) return keys.slice(0, broken + 1);
  const descending = keys.at(-1)?.descending ?? false;
  return [...keys, { field: query.tieBreaker, column: last.column, type: last.type, descending }];
}

function sortable(fields: ListQuery['fields']): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.sort);
}

/** The same order backwards: nulls, which count as largest, turn with it. */
export function reversed(keys: readonly SortKey[]): SortKey[] {
  return keys.map((key) => ({ ...key, descending: !key.descending }));
}

/** Orders the rows. Nulls count as larger than everything, as the indexes have them. */
export function applySort(builder: Knex.QueryBuilder, keys: readonly SortKey[]): void {
  for (const { column, descending } of keys) builder.orderByRaw(`${column} ${descending ? 'DESC' : 'ASC'}`);
}

/** Limits the rows to those behind the one with these sort values. */
export function applyAfter(
  builder: Knex.QueryBuilder,
  keys: readonly SortKey[],
  values: readonly (string | null)[],
): void {
  const parts = keys.map((key, index) => sqlOf(key, values[index] ?? null));
  // Says again what follows from the rest, in a form that an index on the first column can use.
  const [first] = parts;
  if (first && parts.length > 1) builder.whereRaw(first.from.sql, first.from.bindings);
  const { sql, bindings } = parts.reduceRight(
    (behind, { after, same }) => ({
      sql: `(${after.sql} OR (${same.sql} AND ${behind.sql}))`,
      bindings: [...after.bindings, ...same.bindings, ...behind.bindings],
    }),
    { sql: 'FALSE', bindings: [] as string[] },
  );
  builder.whereRaw(sql, bindings);
}

type Fragment = { readonly sql: string; readonly bindings: string[] };

/** Conditions for rows behind a value, at it, and from it on. */
function sqlOf(
  { column, type, descending }: SortKey,
  value: string | null,
): { after: Fragment; same: Fragment; from: Fragment } {
  if (value === null) {
    const isNull = { sql: `${column} IS NULL`, bindings: [] };
    const notNull = { sql: `${column} IS NOT NULL`, bindings: [] };
    const none = { sql: 'FALSE', bindings: [] };
    const all = { sql: 'TRUE', bindings: [] };
    return descending
      ? { after: notNull, same: isNull, from: all }
      : { after: none, same: isNull, from: isNull };
  }
  const compare = (sign: string): Fragment => {
    const sql = `${column} ${sign} ?::${castOf[type]}`;
    return { sql: sign.startsWith('>') ? `(${sql} OR ${column} IS NULL)` : sql, bindings: [value] };
  };
  return descending
    ? { after: compare('<'), same: compare('='), from: compare('<=') }
    : { after: compare('>'), same: compare('='), from: compare('>=') };
}
