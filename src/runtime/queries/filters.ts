import type { Knex } from 'knex';
import type { ListField, ListFieldType, ListQuery } from '../../core/define-query.ts';
import type { ErrorDetail } from '../../core/domain-error.ts';
import { castOf, readValue } from './field-values.ts';

const comparisons: Readonly<Record<string, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };
const ordered = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'] as const;

/** Which operators a field of each type has. */
export const operatorsOf: Readonly<Record<ListFieldType, readonly string[]>> = {
  text: ['eq', 'ne', 'in', 'like'],
  uuid: ['eq', 'ne', 'in'],
  integer: ordered,
  number: ordered,
  date: ordered,
  timestamp: ordered,
  boolean: ['eq', 'ne'],
  'uuid[]': ['eq', 'ne', 'in'],
  'text[]': ['eq', 'ne', 'in'],
};

const mostValues = 100;

/** `in` has several values, every other operator one. */
export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly values: readonly string[];
}

type Fields = ListQuery['fields'];

/**
 * Reads `filter[field]=v` and `filter[field][operator]=v`, sorted, so that equal filters are equal.
 * What is wrong is added to `problems`.
 */
export function readFilter(fields: Fields, filter: unknown, problems: ErrorDetail[]): Condition[] {
  return entries(filter)
    .flatMap(([field, wanted]) =>
      typeof wanted === 'object' && wanted !== null
        ? entries(wanted).map(([operator, value]) => ({ field, operator, value, at: `[${operator}]` }))
        : [{ field, operator: 'eq', value: wanted, at: '' }],
    )
    .flatMap(({ field, operator, value, at }) => {
      const say = (message: string) => {
        problems.push({ field: `filter[${field}]${at}`, message });
        return [];
      };
      const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (!definition?.filter) return say('no such filter');
      const operators = operatorsOf[definition.type];
      if (!operators.includes(operator)) return say(`expected one of the operators ${operators.join(', ')}`);
      if (typeof value !== 'string') return say('expected one value');
      const parts = operator === 'in' ? value.split(',') : [value];
      if (parts.length > mostValues) return say(`expected at most ${mostValues} values`);
      const read = parts.map((part) => readValue(definition.type, part));
      const wrong = read.find((one) => !one.ok);
      if (wrong) return say(wrong.message);
      return [{ field, operator, values: read.flatMap((one) => (one.ok ? [one.value] : [])) }];
    })
    .sort((a, b) => (`${a.field} ${a.operator}` < `${b.field} ${b.operator}` ? -1 : 1));
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Limits the rows to those that meet every condition. */
export function applyFilter(
  builder: Knex.QueryBuilder,
  fields: Fields,
  conditions: readonly Condition[],
): void {
  for (const condition of conditions) {
    const field = fields[condition.field];
    if (field) builder.whereRaw(...toSql(field, condition));
  }
}

function toSql({ column, type }: ListField, { operator, values }: Condition): [string, Knex.RawBinding[]] {
  const [first = ''] = values;
  const cast = castOf[type];
  const isArray = type.endsWith('[]');
  if (operator === 'in') {
    return [`(${column}) ${isArray ? `&& ?::${cast}[]` : `= ANY(?::${cast}[])`}`, [[...values]]];
  }
  if (isArray) return [`${operator === 'ne' ? 'NOT ' : ''}(${column}) @> ?::${cast}[]`, [[first]]];
  if (operator === 'like') {
    // The value is looked for as it is: whoever types 50% does not mean a pattern.
    return [`(${column}) ILIKE ?`, [`%${first.replace(/[\\%_]/g, '\\$&')}%`]];
  }
  if (operator === 'ne') return [`(${column}) IS DISTINCT FROM ?::${cast}`, [first]];
  return [`(${column}) ${comparisons[operator]} ?::${cast}`, [first]];
}
