import fc from 'fast-check';
import { decimal } from '../../src/domain/values.ts';

const LARGEST = 10n ** 20n - 1n;

/** Any amount that numeric(20,6) holds, in millionths. */
export const micros = fc.bigInt({ min: -LARGEST, max: LARGEST });

/** The decimal string of `millionths`. */
export function ofMicros(millionths: bigint): string {
  const size = (millionths < 0n ? -millionths : millionths).toString().padStart(7, '0');
  return decimal.parse(`${millionths < 0n ? '-' : ''}${size.slice(0, -6)}.${size.slice(-6)}`);
}

export const anyDecimal = micros.map(ofMicros);

/** A ratio from 0 to 1. */
export const share = fc.bigInt({ min: 0n, max: 1_000_000n }).map(ofMicros);

export const anyDate = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
