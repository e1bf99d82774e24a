import type { SqlType } from '../../core/table.ts';
import { amount, toDecimalString } from '../../domain/amounts.ts';

/** The value as the database would give it back. Throws TypeError for a value that the column cannot hold. */
export type Canonical = (value: unknown) => unknown;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const numericPattern = /^-?(?:0|[1-9]\d{0,13})(?:\.\d{0,5}[1-9])?$/;
const datePattern = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const timestampPattern =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL has no text with a null character
const unusual = /[\u0000\ud800-\udfff]/;
const bigintLimit = 2n ** 63n;

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a string');
  if (!unusual.test(value)) return value;
  if (value.includes('\u0000')) throw new TypeError('has a null character');
  // A surrogate on its own becomes U+FFFD on the way to the database.
  return Buffer.from(value).toString();
}

function uuid(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a string');
  if (uuidPattern.test(value)) return value;
  const lower = value.toLowerCase();
  if (!uuidPattern.test(lower)) throw new TypeError('not a UUID');
  return lower;
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('not an integer');
  if (value < -2_147_483_648 || value > 2_147_483_647) throw new TypeError('out of range');
  return value === 0 ? 0 : value;
}

function bigint(value: unknown): string {
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) throw new TypeError('not an int8 string');
  const number = BigInt(value);
  if (number >= bigintLimit || number < -bigintLimit) throw new TypeError('out of range');
  return number.toString();
}

function numeric(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a decimal string');
  if (numericPattern.test(value) && value !== '-0') return value;
  const number = amount(value);
  if (!number.isFinite()) throw new TypeError('not finite');
  return toDecimalString(number.isZero() ? amount(0) : number);
}

function boolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('not a boolean');
  return value;
}

function date(value: unknown): string {
  if (typeof value !== 'string' || !datePattern.test(value)) throw new TypeError('not a date');
  const endOfMonth = value.slice(8) > '28';
  if (endOfMonth && new Date(value).toISOString().slice(0, 10) !== value) throw new TypeError('no such day');
  return value;
}

function timestamptz(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a timestamp');
  if (timestampPattern.test(value)) return value;
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) throw new TypeError('not a timestamp');
  return moment.toISOString();
}

function jsonb(value: unknown): unknown {
  if (value === undefined || value === null) throw new TypeError('no JSON value');
  return value;
}

const arrayOf =
  (element: Canonical): Canonical =>
  (value) => {
    if (!Array.isArray(value)) throw new TypeError('not an array');
    return value.map(element);
  };

/** How each SQL type brings a value to the form in which the database gives it back. */
export const canonicalValue: Readonly<Record<SqlType, Canonical>> = {
  uuid,
  text,
  integer,
  bigint,
  'numeric(20,6)': numeric,
  boolean,
  date,
  timestamptz,
  jsonb,
  'uuid[]': arrayOf(uuid),
  'text[]': arrayOf(text),
};
