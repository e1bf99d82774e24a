import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  currencyCode,
  date,
  decimal,
  decimalInput,
  emailAddress,
  id,
  nonEmptyText,
  progressStatus,
  scoreInput,
  slug,
  timestamp,
  timeZone,
  weightInput,
} from '../../src/domain/values.ts';

const accepts = (schema: z.ZodType, input: unknown) => schema.safeParse(input).success;
const messageOf = (schema: z.ZodType, input: unknown) => schema.safeParse(input).error?.issues[0]?.message;

describe('dates and moments', () => {
  test('a date is a real calendar date', () => {
    expect(date.parse('2024-02-29')).toBe('2024-02-29');
    for (const bad of [
      '2023-02-29',
      '1900-02-29',
      '2024-13-01',
      '2024-04-31',
      '2024-1-1',
      '0000-01-01',
      '2024-01-01T00:00',
    ]) {
      expect(accepts(date, bad)).toBe(false);
    }
  });

  test('a timestamp is UTC, kept in milliseconds', () => {
    expect(timestamp.parse('2026-03-01T09:30:00Z')).toBe('2026-03-01T09:30:00.000Z');
    expect(timestamp.parse('2026-03-01T09:30:00.123456Z')).toBe('2026-03-01T09:30:00.123Z');
    for (const bad of [
      '2026-03-01T09:30:00+01:00',
      '2026-03-01',
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      'now',
    ]) {
      expect(accepts(timestamp, bad)).toBe(false);
    }
  });

  test('any moment survives', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (moment) => {
          expect(timestamp.parse(moment.toISOString())).toBe(moment.toISOString());
        },
      ),
    );
  });

  test('a time zone is an IANA name', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia', 'Etc/GMT+12']) {
      expect(timeZone.parse(name)).toBe(name);
    }
    for (const bad of ['Mars/Base', '+01:00', '', 'Europe/Berlin ', 'x'.repeat(1_000)]) {
      expect(accepts(timeZone, bad)).toBe(false);
    }
  });
});

describe('identifiers and text', () => {
  test('an id is a UUID in lower case', () => {
    expect(id.parse('0192D5A0-7B1C-7E3A-9F00-1A2B3C4D5E6F')).toBe('0192d5a0-7b1c-7e3a-9f00-1a2b3c4d5e6f');
    expect(id.parse('3d0c4f1e-8f5e-5b1a-9b1a-0a1b2c3d4e5f')).toBe('3d0c4f1e-8f5e-5b1a-9b1a-0a1b2c3d4e5f');
    expect(messageOf(id, '3d0c4f1e-8f5e-4b1a-9b1a')).toBe('expected a UUID');
  });

  test('a currency is an ISO 4217 code', () => {
    expect(currencyCode.parse('EUR')).toBe('EUR');
    expect(['eur', 'ABC', 'EURO', ''].some((code) => accepts(currencyCode, code))).toBe(false);
  });

  test('an e-mail address is lower-cased and bounded', () => {
    expect(emailAddress.parse('Ada.Lovelace@Example.ORG')).toBe('ada.lovelace@example.org');
    for (const bad of [
      'ada',
      'ada@',
      '@example.org',
      'ada@example',
      'a b@example.org',
      `${'a'.repeat(250)}@example.org`,
    ]) {
      expect(accepts(emailAddress, bad)).toBe(false);
    }
  });

  test('a slug is lower-case groups joined by hyphens', () => {
    expect(['a', 'acme', 'acme-2-eu', '7', 'a'.repeat(63)].every((name) => accepts(slug, name))).toBe(true);
    for (const bad of ['', '-a', 'a-', 'a--b', 'Acme', 'a_b', 'ä', 'a'.repeat(64)])
      expect(accepts(slug, bad)).toBe(false);
  });

  test('text is trimmed, composed, bounded and storable', () => {
    const text = nonEmptyText(5);
    expect(text.parse('  e\u0301\n1 ')).toBe('\u00e9\n1');
    expect(accepts(text, '123456')).toBe(false);
    expect(text.parse('12345   ')).toBe('12345');
    expect(messageOf(text, ' \n ')).toBe('may not be empty');
    for (const bad of ['a\u0000', 'a\u001b', 'a\ud800', '\udc00a', 'a\u0085b'])
      expect(accepts(text, bad)).toBe(false);
    expect(text.parse('\u{1f600}')).toBe('\u{1f600}');
  });

  test('schemas can be written as JSON Schema, in and out', () => {
    const all = z.object({
      id,
      date,
      timestamp,
      decimalInput,
      weightInput,
      scoreInput,
      slug,
      timeZone,
      emailAddress,
    });
    for (const io of ['input', 'output'] as const) {
      expect(z.toJSONSchema(all, { io })).toMatchObject({
        properties: {
          id: { type: 'string', format: 'uuid' },
          date: { format: 'date' },
          emailAddress: { format: 'email' },
        },
      });
    }
    expect(z.toJSONSchema(decimal)).toMatchObject({ type: 'string', pattern: expect.any(String) });
  });

  test('the statuses are the outcomes, the overrides, stale and pending', () => {
    expect(progressStatus.options).toEqual([
      'achieved',
      'partial',
      'missed',
      'dropped',
      'onTrack',
      'atRisk',
      'offTrack',
      'stale',
      'pending',
    ]);
  });
});
