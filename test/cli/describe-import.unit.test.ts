import { describe, expect, test } from '@jest/globals';
import { describeImport, type ImportView } from '../../src/cli/describe-import.ts';
import { createProgressBar } from '../../src/cli/progress-bar.ts';

const none = { users: 0, cycles: 0, objectives: 0, keyResults: 0, checkIns: 0 };
const view: ImportView = {
  id: 'i',
  status: 'done',
  dryRun: false,
  skipInvalid: false,
  rows: 3,
  rowsDone: 3,
  badRows: 0,
  problemCount: 0,
  problems: [],
  created: { ...none, users: 1, checkIns: 2 },
  unchanged: none,
  finishedAt: '2026-01-01T00:00:00.000Z',
};

describe('what came of an import', () => {
  test('what was made, and what was there', () => {
    expect(describeImport(view)).toEqual([
      'Imported 3 rows.',
      '  created    1 user, 2 check-ins',
      '  unchanged  nothing',
    ]);
    expect(describeImport({ ...view, dryRun: true, rows: 1 })[0]).toBe('Checked 1 row.');
    expect(describeImport({ ...view, rows: 3_613 })[0]).toBe('Imported 3,613 rows.');
  });

  test('bad rows with line, column and reason', () => {
    const problems = [
      { line: 17, column: 'target', message: 'must differ from the baseline' },
      { line: 18, column: null, message: 'repeats line 3' },
      { line: 0, column: null, message: 'who asked is gone' },
    ];
    const invalid = { ...view, status: 'invalid', problems, problemCount: 5, badRows: 4 } as const;
    expect(describeImport(invalid)).toEqual([
      'line 17, target: must differ from the baseline',
      'line 18: repeats line 3',
      'who asked is gone',
      '… and 2 more',
      'Nothing was imported: 3 rows, 4 of them bad.',
    ]);
  });

  test('a header that is not one of the format, of which no row counts as bad', () => {
    const problems = [{ line: 1, column: null, message: 'the column cycle is missing' }];
    const invalid = { ...view, status: 'invalid', rows: 0, problems, problemCount: 1, badRows: 1 } as const;
    expect(describeImport(invalid)).toEqual(['line 1: the column cycle is missing', 'Nothing was imported.']);
  });
});

describe('progress', () => {
  const written = (isTTY: boolean) => {
    const texts: string[] = [];
    const write = (text: string) => texts.push(text) > 0;
    return { texts, bar: createProgressBar({ isTTY, write } as Parameters<typeof createProgressBar>[0]) };
  };

  test('is a bar on a terminal, redrawn in place and cleared at the end', () => {
    const { texts, bar } = written(true);
    bar.show(0, null, 'checking');
    bar.show(50, 100, 'importing');
    bar.clear();
    expect(texts.filter((text) => text.startsWith('\r'))).toHaveLength(3);
    expect(texts[3]).toBe(`importing  [${'█'.repeat(15)}${'░'.repeat(15)}]  50 of 100 rows`);
  });

  test('is not written at every turn elsewhere', () => {
    const { texts, bar } = written(false);
    for (let row = 0; row < 50; row++) bar.show(row, 100, 'importing');
    bar.clear();
    expect(texts).toEqual([]);
  });
});
