import { Decimal } from 'decimal.js';
import type { DecimalString } from './values.ts';

/**
 * 40 digits keep every sum and product of two numeric(20,6) exact, so only the one division at the end
 * rounds.
 */
const Exact = Decimal.clone({ defaults: true, precision: 40, rounding: Decimal.ROUND_HALF_UP });

export type Amount = Decimal;

export const ZERO: Amount = new Exact(0);
export const ONE: Amount = new Exact(1);
const LARGEST: Amount = new Exact('99999999999999.999999');
const SMALLEST: Amount = LARGEST.neg();

/** @throws Error when `text` is not a number. */
export function amount(text: DecimalString | number): Amount {
  // Weights and progress mostly are one of these; an amount never changes.
  if (text === '1') return ONE;
  return text === '0' ? ZERO : new Exact(text);
}

/**
 * Canonical decimal string for numeric(20,6): rounded half up (away from zero on a tie, as PostgreSQL does)
 * to six fraction digits; an amount too large for the column becomes the largest that fits.
 */
export function toDecimalString(value: Amount): DecimalString {
  return between(SMALLEST, value.toDecimalPlaces(6), LARGEST).toString();
}

/** `value`, or the bound it has passed. */
export function between(lower: Amount, value: Amount, upper: Amount): Amount {
  if (value.lt(lower)) return lower;
  return value.gt(upper) ? upper : value;
}
