import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generateCompany, shippedCompany } from '../../../examples/company/generate.ts';
import type { Cells } from '../../../src/jobs/import-okrs/columns.ts';
import { readTable } from '../../../src/jobs/import-okrs/read-table.ts';
import { checkText } from '../../jobs/import-okrs/planning.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../../examples/company.csv'), 'utf8');

test('the shipped file is what the generator makes', () => {
  expect(generateCompany(shippedCompany)).toBe(shipped);
});

test('another seed makes another company of the same shape', () => {
  const other = generateCompany({ ...shippedCompany, seed: 2 });
  expect(other).not.toBe(shipped);
  expect(Math.abs(other.length / shipped.length - 1)).toBeLessThan(0.15);
});

describe.each([1, 2, 3])('the company of seed %i', (seed) => {
  const text = generateCompany({ ...shippedCompany, seed });

  test('has the proportions of realistic data', async () => {
    const rows = await rowsOf(text);
    const keyResults = grouped(rows, ({ cycle, objective, key_result }) => [cycle, objective, key_result]);
    const objectives = grouped(
      [...keyResults.values()].map(([first]) => first ?? {}),
      ({ cycle, objective }) => [cycle, objective],
    );
    const perObjective = [...objectives.values()].map((own) => own.length);
    expect([Math.min(...perObjective), Math.max(...perObjective)]).toEqual([1, 5]);
    expect(perObjective.filter((own) => own === 3).length / perObjective.length).toBeGreaterThan(0.4);

    const days = [...keyResults.values()].map((own) => own.flatMap((row) => row.check_in_date ?? []));
    const numbers = days.map((own) => own.length).sort((a, b) => a - b);
    expect([quantile(numbers, 0.5), numbers.at(-1)]).toEqual([4, 12]);
    const gaps = days.flatMap((own) => gapsOf([...own].sort())).sort((a, b) => a - b);
    expect([0.25, 0.5, 0.75].map((share) => quantile(gaps, share))).toEqual([7, 11, 16]);

    const all = days.flat().length;
    expect(all).toBeGreaterThan(3000);
    const backdated = days.flatMap((own) =>
      own.filter((day, index) => own.slice(0, index).some((d) => d > day)),
    );
    expect(backdated.length / all).toBeGreaterThan(0.06);
    expect(backdated.length / all).toBeLessThan(0.08);

    const told = rows.flatMap(({ confidence }) => confidence ?? []);
    expect(told.filter((confidence) => confidence === '5').length / told.length).toBeGreaterThan(0.5);
    expect(new Set(rows.map(({ type }) => type)).size).toBe(7);
    expect(rows.some(({ baseline, target }) => Number(target) < Number(baseline))).toBe(true);
  });

  test('has no bad row', async () => {
    const { rows, problems } = await checkText(text, undefined, '2026-10-01T12:00:00.000Z');
    expect(problems).toEqual([]);
    expect(rows).toBeGreaterThan(3000);
  });
});

async function rowsOf(text: string): Promise<Cells[]> {
  const rows: Cells[] = [];
  for await (const item of readTable(Buffer.from(text), 100_000))
    if (item.kind === 'row') rows.push(item.cells);
  return rows;
}

function grouped(rows: readonly Cells[], keyOf: (row: Cells) => unknown): Map<string, Cells[]> {
  const groups = new Map<string, Cells[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function gapsOf(days: readonly string[]): number[] {
  return days.slice(1).map((day, index) => (Date.parse(day) - Date.parse(days[index] ?? day)) / 86_400_000);
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.floor((sorted.length - 1) * share)];
}
