import { describe, expect, test } from '@jest/globals';
import * as column from '../../../src/core/table.ts';
import { rowShape } from '../../../src/runtime/projections/row-shape.ts';

const { table, nullable } = column;
const things = table('things', {
  key: ['id', 'part'],
  group: 'owner',
  columns: {
    id: column.uuid,
    part: column.integer,
    owner: nullable(column.text),
    amount: nullable(column.numeric),
    at: nullable(column.timestamptz),
    on: nullable(column.date),
    position: nullable(column.bigint),
    active: nullable(column.boolean),
    data: nullable(column.jsonb<unknown>()),
    tags: nullable(column.texts),
  },
});
const shape = rowShape(things);
const nothing = {
  owner: null,
  amount: null,
  at: null,
  on: null,
  position: null,
  active: null,
  data: null,
  tags: null,
};
const row = { id: '01900000-0000-7000-8000-00000000000a', part: 1, ...nothing };

test('a canonical row is taken as it is', () => {
  expect(shape.row(row)).toBe(row);
  expect(shape.row(row, { ...row })).toEqual(row);
});

test('a row that says the same as the one before is the one before', () => {
  const before = shape.row({ ...row, amount: '1.5' });
  expect(shape.row({ ...before }, before)).toBe(before);
  expect(shape.row({ ...before, amount: '1.50' }, before)).toBe(before);
  const next = { ...before, part: 2 };
  expect(shape.row(next, before)).toBe(next);
});

test.each([
  ['id', row.id.toUpperCase(), row.id],
  ['owner', undefined, null],
  ['amount', '007.500', '7.5'],
  ['amount', '-0.0000001', '0'],
  ['amount', '0.3333333333', '0.333333'],
  ['amount', '123456789012345678', '99999999999999.999999'],
  ['at', '2026-03-29T03:00:00+02:00', '2026-03-29T01:00:00.000Z'],
  ['position', '007', '7'],
])('%s %p is brought to the form in which it is stored, in a new row', (name, given, stored) => {
  const written: Record<string, unknown> = { ...row, [name]: given };
  const canonical = shape.row(written);
  expect(canonical).toEqual({ ...row, [name]: stored });
  expect(written[name]).toBe(given);
  expect(shape.row(canonical)).toBe(canonical);
});

test('what is no column of the table is left out', () => {
  expect(shape.row({ ...row, extra: 1 })).toEqual(row);
  const { tags: _, ...short } = row;
  expect(shape.row({ ...short, extra: 1 })).toEqual(row);
});

test.each([
  ['id', 'abc', 'not a UUID'],
  ['id', null, 'not a string'],
  ['part', 1.5, 'not an integer'],
  ['part', 2 ** 31, 'out of range'],
  ['owner', 'a\u0000b', 'has a null character'],
  ['amount', 'much', 'not valid'],
  ['amount', 'Infinity', 'not finite'],
  ['amount', 1.5, 'not a decimal string'],
  ['on', '2026-02-30', 'no such day'],
  ['on', '2026-1-1', 'not a date'],
  ['at', 'yesterday', 'not a timestamp'],
  ['position', '9223372036854775808', 'out of range'],
  ['position', '1e3', 'not an int8 string'],
  ['active', 'true', 'not a boolean'],
  ['tags', 'a', 'not an array'],
  ['tags', ['a', null], 'not a string'],
])('%s %p is refused, without a word of what it was', (name, value, reason) => {
  expect(() => shape.row({ ...row, [name]: value })).toThrow(new TypeError(`things.${name}: ${reason}`));
});

describe('keys and groups', () => {
  test('are canonical texts', () => {
    expect(shape.key([row.id.toUpperCase(), 1])).toBe(shape.keyOf(row));
    expect(shape.group('me')).toBe('me');
    expect(shape.groupOf(row)).toBeNull();
  });

  test('of the wrong form are refused', () => {
    expect(() => shape.key(row.id)).toThrow('things: the key has 2 columns');
    expect(() => shape.key([row.id])).toThrow('things: the key has 2 columns');
    expect(() => shape.key([row.id, 'x'])).toThrow('things.part: not an integer');
    const groupless = rowShape(table('flat', { key: ['id'], columns: { id: column.text } }));
    expect(() => groupless.group('x')).toThrow('flat has no group column');
    expect(groupless.key('x')).toBe('x');
  });
});
