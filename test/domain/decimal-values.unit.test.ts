import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import {
  confidence,
  decimal,
  decimalInput,
  ratio,
  score,
  scoreInput,
  weight,
  weightInput,
} from '../../src/domain/values.ts';
import { micros } from './arbitraries.ts';

const CANONICAL = /^(0|-?(0\.\d{0,5}[1-9]|[1-9]\d{0,13}(\.\d{0,5}[1-9])?))$/;
const accepts = (schema: z.ZodType, input: unknown) => schema.safeParse(input).success;
const messageOf = (schema: z.ZodType, input: unknown) => schema.safeParse(input).error?.issues[0]?.message;

describe('decimal', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['+7', '7'],
    ['007.500', '7.5'],
    ['-00.10', '-0.1'],
    ['0.000001', '0.000001'],
    ['100', '100'],
    ['99999999999999.9999990', '99999999999999.999999'],
  ])('reads %s as %s', (input, canonical) => {
    expect(decimal.parse(input)).toBe(canonical);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '1e3',
    '1,5',
    '0x1',
    'NaN',
    'Infinity',
    '--1',
    '100000000000000',
    '0.0000001',
  ])('refuses %j', (input) => {
    expect(messageOf(decimal, input)).toMatch(/at most 14 digits before and 6 after/);
  });

  test('is canonical, idempotent and keeps the amount', () => {
    const spelled = fc.tuple(micros, fc.nat(3), fc.nat(3), fc.boolean());
    fc.assert(
      fc.property(spelled, ([amount, zerosBefore, zerosAfter, plus]) => {
        const size = (amount < 0n ? -amount : amount).toString().padStart(7, '0');
        const sign = amount < 0n ? '-' : plus ? '+' : '';
        const whole = '0'.repeat(zerosBefore) + size.slice(0, -6);
        const parsed = decimal.parse(`${sign}${whole}.${size.slice(-6)}${'0'.repeat(zerosAfter)}`);
        expect(parsed).toMatch(CANONICAL);
        expect(decimal.parse(parsed)).toBe(parsed);
        const [, minus, units = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(parsed) ?? [];
        expect(BigInt(`${minus}${units}${fraction.padEnd(6, '0')}`)).toBe(amount);
      }),
    );
  });

  test('refuses a very long string at once', () => {
    expect(accepts(decimal, `${'0'.repeat(1_000_000)}x`)).toBe(false);
    expect(accepts(decimal, `1.${'0'.repeat(1_000_000)}1`)).toBe(false);
  });
});

describe('decimalInput', () => {
  test('keeps numbers as strings', () => {
    expect(decimalInput.parse(12.5)).toBe('12.5');
    expect(decimalInput.parse(-0)).toBe('0');
    expect(decimalInput.parse(0.000001)).toBe('0.000001');
    expect(decimalInput.parse(99999999999999)).toBe('99999999999999');
    expect(decimalInput.parse('1.50')).toBe('1.5');
  });

  test('refuses numbers that a double cannot hold exactly', () => {
    expect(messageOf(decimalInput, 0.1 + 0.2)).toMatch(/at most 15 significant digits/);
    expect(messageOf(decimalInput, 1 / 3)).toMatch(/significant digits/);
    expect(decimalInput.parse(123456789.012345)).toBe('123456789.012345');
  });

  test.each([1e14, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, null, true, [], {}])(
    'refuses %p',
    (input) => {
      expect(accepts(decimalInput, input)).toBe(false);
    },
  );

  test('reads a number as it reads its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (units, places) => {
        const text = (units / 10 ** places).toFixed(places);
        expect(decimalInput.parse(Number(text))).toBe(decimalInput.parse(text));
      }),
    );
  });
});

describe('numbers on a scale', () => {
  test('a weight is 0 or more', () => {
    expect(weight.parse('-0')).toBe('0');
    expect(messageOf(weight, '-0.1')).toBe('a weight may not be negative');
    expect(weightInput.parse(2)).toBe('2');
    expect(accepts(weightInput, -1)).toBe(false);
  });

  test('a ratio may lie outside 0 to 1', () => {
    expect(ratio.parse('-0.50')).toBe('-0.5');
    expect(ratio.parse('1.2')).toBe('1.2');
  });

  test('confidence is an integer from 0 to 10', () => {
    expect([0, 5, 10].every((value) => accepts(confidence, value))).toBe(true);
    expect([-1, 11, 5.5, '5', null].some((value) => accepts(confidence, value))).toBe(false);
  });

  test('a score is kept with one fraction digit', () => {
    expect([0, '0', '0.00', 0.7, '0.70', 1, '1.0'].map((input) => scoreInput.parse(input))).toEqual([
      '0.0',
      '0.0',
      '0.0',
      '0.7',
      '0.7',
      '1.0',
      '1.0',
    ]);
    expect([0.75, 1.1, -0.1, 2, '10'].some((input) => accepts(scoreInput, input))).toBe(false);
    expect(score.options.every((step) => scoreInput.parse(Number(step)) === step)).toBe(true);
    expect(accepts(score, '1')).toBe(false);
  });
});
