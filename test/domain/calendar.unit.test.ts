import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, localDate } from '../../src/domain/calendar.ts';
import { isTimeZone } from '../../src/domain/time-zones.ts';
import { date } from '../../src/domain/values.ts';
import { anyDate } from './arbitraries.ts';

describe('date arithmetic', () => {
  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2000-02-28', 1, '2000-02-29'],
    ['1900-02-28', 1, '1900-03-01'],
    ['2024-02-29', 366, '2025-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['0004-02-28', 1, '0004-02-29'],
    ['0099-12-31', 1, '0100-01-01'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
    expect(daysBetween(from, to)).toBe(days);
  });

  test('adding what lies between leads there, and answers real dates', () => {
    fc.assert(
      fc.property(anyDate, anyDate, (from, to) => {
        const days = daysBetween(from, to);
        expect(Number.isInteger(days)).toBe(true);
        expect(addDays(from, days)).toBe(to);
        expect(daysBetween(to, from) + days).toBe(0);
        expect(Math.sign(days)).toBe(from < to ? 1 : from > to ? -1 : 0);
        expect(date.safeParse(addDays(from, days)).success).toBe(true);
      }),
    );
  });

  test('refuses what is no date and what leaves the calendar', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
    expect(() => addDays('2026-01-01', 0.5)).toThrow(RangeError);
    expect(() => addDays('2026-01-01', Number.NaN)).toThrow(RangeError);
    expect(() => daysBetween('soon', '2026-01-01')).toThrow(RangeError);
  });
});

describe('localDate', () => {
  test.each([
    ['2026-03-01T23:30:00.000Z', 'UTC', '2026-03-01'],
    ['2026-03-01T23:30:00.000Z', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-02T04:59:59.999Z', 'America/New_York', '2026-03-01'],
    ['2026-03-02T05:00:00.000Z', 'America/New_York', '2026-03-02'],
    ['2026-06-30T10:00:00.000Z', 'Pacific/Kiritimati', '2026-07-01'],
    ['2026-03-29T21:59:00.000Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', 'Europe/Berlin', '2026-03-30'],
    ['0101-05-01T12:00:00.000Z', 'UTC', '0101-05-01'],
  ])('%s in %s is %s', (moment, zone, day) => {
    expect(localDate(moment, zone)).toBe(day);
  });

  test('is the UTC date in UTC and at most a day away elsewhere', () => {
    const zones = fc.constantFrom('Asia/Kolkata', 'Pacific/Apia', 'America/St_Johns', 'Africa/Lagos');
    const moments = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const utc = moment.toISOString().slice(0, 10);
        expect(localDate(moment.toISOString(), 'UTC')).toBe(utc);
        expect(Math.abs(daysBetween(utc, localDate(moment.toISOString(), zone)))).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('refuses an unknown zone and an unreadable moment', () => {
    expect(() => localDate('2026-03-01T00:00:00.000Z', 'Mars/Base')).toThrow(RangeError);
    expect(() => localDate('later', 'UTC')).toThrow(RangeError);
  });

  test('knows zones in any number of spellings', () => {
    const letters = [...'america/indiana'];
    const spellings = Array.from({ length: 1_200 }, (_, bits) =>
      letters.map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join(''),
    );
    expect(spellings.every((name) => isTimeZone(`${name}/knox`))).toBe(true);
  });
});
