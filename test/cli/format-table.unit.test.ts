import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventRate } from '../../src/cli/event-rate.ts';
import { cut, formatTable } from '../../src/cli/format-table.ts';
import { createProgressBar } from '../../src/cli/progress-bar.ts';
import { ago, counted, span } from '../../src/cli/words.ts';

describe('a table', () => {
  test('has columns as wide as what is in them, numbers on the right', () => {
    const columns = [{ title: 'NAME' }, { title: 'N', align: 'right' }, { title: 'WHY' }] as const;
    const rows = [
      ['users', '1,234', ''],
      ['key-results', '7', 'late'],
    ];
    expect(formatTable(columns, rows)).toEqual([
      'NAME             N  WHY',
      'users        1,234',
      'key-results      7  late',
    ]);
  });

  test('fits its width, whatever is in it, and cuts no narrow column', () => {
    const cell = fc.string({ maxLength: 60, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.constant('123')), { maxLength: 5 }), (rows) => {
        const columns = [{ title: 'A' }, { title: 'B' }, { title: 'N', align: 'right' }] as const;
        for (const line of formatTable(columns, rows, 40)) expect(line.length).toBeLessThanOrEqual(40);
        for (const line of formatTable(columns, rows, 40).slice(1)) expect(line).toMatch(/123$/);
      }),
    );
  });

  test('has one line for each row, whatever is in it', () => {
    expect(formatTable([{ title: 'A' }, { title: 'B' }], [['x\ny', '\u001b[2J\u202e']])).toEqual([
      'A         B',
      'x\\u000ay  \\u001b[2J\\u202e',
    ]);
    expect(cut('ab\u009bc', 8)).toBe('ab\\u009…');
  });

  test('shows where something was cut', () => {
    expect([cut('keyResult-1234', 9), cut('short', 5)]).toEqual(['keyResul…', 'short']);
  });
});

test('spans are told in their largest unit', () => {
  expect([0, 59, 119, 120, 7_199, 7_200, 172_800].map(span)).toEqual([
    '0 s',
    '59 s',
    '119 s',
    '2 min',
    '120 min',
    '2 h',
    '2 d',
  ]);
  expect(ago('2026-02-01T00:00:00.000Z', Date.parse('2026-02-01T00:00:09.000Z'))).toBe('9 s ago');
  expect([counted(1, 'event'), counted(2_000, 'event')]).toEqual(['1 event', '2,000 events']);
});

describe('the rate of events', () => {
  test('is that of the last seconds, and tells how long the rest takes', () => {
    let at = 0;
    const rate = eventRate(() => at);
    expect(rate(0, 100_000)).toBe('');
    at = 1_000;
    expect(rate(2_000, 100_000)).toBe('2,000 events/s, 49 s left');
    for (at = 2_000; at <= 30_000; at += 1_000) rate(2_000 + at, 100_000);
    expect(rate(33_000, null)).toBe('1,000 events/s');
  });

  test('begins anew where less is done than before', () => {
    let at = 0;
    const rate = eventRate(() => at);
    rate(5_000, 10_000);
    at = 1_000;
    expect(rate(10, 10_000)).toBe('');
    at = 2_000;
    expect(rate(1_010, 10_000)).toBe('1,000 events/s, 9 s left');
  });
});

test('a progress bar takes no more than its line', () => {
  const texts: string[] = [];
  const write = (text: string) => texts.push(text) > 0;
  for (const columns of [60, 80, 200]) {
    const stream = { isTTY: true, columns, write };
    createProgressBar(stream as Parameters<typeof createProgressBar>[0], 'events').show(5, 10, 'rebuilding');
  }
  const lines = texts.filter((text) => !text.startsWith('\r'));
  expect(lines.map((line) => line.length <= 59)).toEqual([true, false, false]);
  expect(lines[0]).toMatch(/^rebuilding {2}\[█+░+\] {2}5 of 10 events$/);
  expect(lines[1]).toBe(`rebuilding  [${'█'.repeat(15)}${'░'.repeat(15)}]  5 of 10 events`);
  expect(lines[2]).toBe(lines[1]);
});

test('a progress bar shows no control characters of others', () => {
  const texts: string[] = [];
  const write = (text: string) => texts.push(text) > 0;
  createProgressBar({ isTTY: true, write }).show(5, null, 'waiting for a\u001b[2J\n');
  expect(texts.at(-1)).toMatch(/^waiting for a\\u001b\[2J\\u000a {2}\[░+\]$/);
});
