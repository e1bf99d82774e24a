import { describe, expect, test } from '@jest/globals';
import { readTable, type TableItem } from '../../../src/jobs/import-okrs/read-table.ts';

const header = 'cycle,cycle_starts_on,cycle_ends_on,objective,objective_owner_email,key_result,comment';

async function read(text: string, mostRows = 100): Promise<TableItem[]> {
  const items: TableItem[] = [];
  for await (const item of readTable(Buffer.from(text), mostRows)) items.push(item);
  return items;
}
const messages = async (text: string, mostRows?: number) =>
  (await read(text, mostRows)).map((item) =>
    item.kind === 'row' ? `row ${item.line}` : `${item.kind} ${item.problem.line}: ${item.problem.message}`,
  );

describe('a file', () => {
  test.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
  ])('may be separated by %s', async (_, delimiter) => {
    const rows = await read(`${header.replaceAll(',', delimiter)}\na${delimiter}b\n`);
    expect(rows).toEqual([{ kind: 'row', line: 2, cells: { cycle: 'a', cycle_starts_on: 'b' } }]);
  });

  test('may have a byte order mark, Windows line ends, quoted line breaks and empty rows; lines are those of the file', async () => {
    const text = `\ufeff${header}\r\n\r\n"one\r\nof two",1\r\n,,,\r\n"say ""hi""",2,,,,,\r\nlast`;
    expect(await read(text)).toEqual([
      { kind: 'row', line: 3, cells: { cycle: 'one\r\nof two', cycle_starts_on: '1' } },
      { kind: 'row', line: 6, cells: { cycle: 'say "hi"', cycle_starts_on: '2' } },
      { kind: 'row', line: 7, cells: { cycle: 'last' } },
    ]);
  });

  test('is read to the same rows wherever its pieces end', async () => {
    const row = `"cell, with ""quotes"" and\nümläuts 🙂",${'x'.repeat(97)}\n`;
    const items = await read(`${header}\n${row.repeat(2000)}`, 5000);
    expect(items).toHaveLength(2000);
    for (const [index, item] of items.entries()) {
      expect(item).toEqual({
        kind: 'row',
        line: 2 + 2 * index,
        cells: { cycle: 'cell, with "quotes" and\nümläuts 🙂', cycle_starts_on: 'x'.repeat(97) },
      });
    }
  });

  test('a row with more cells than the header is bad, empty ones aside', async () => {
    expect(await messages(`${header}\na,b,c,d,e,f,g,h\na,b,c,d,e,f,g,,,\n`)).toEqual([
      'bad 2: the row has 8 cells, the header 7',
      'row 3',
    ]);
  });

  test('is not read beyond a quote that is wrong; the rows before it are', async () => {
    const end = 'the file cannot be read from here on';
    expect(await messages(`${header}\na\n"b"x,\nc`)).toEqual([
      'row 2',
      `broken 3: a quote is in the wrong place: put the cell in quotes, and write " inside it as ""; ${end}`,
    ]);
    expect(await messages(`${header}\na\n"b,c\nd\ne`)).toEqual([
      'row 2',
      `broken 3: a quote is opened in this row and not closed; ${end}`,
    ]);
    expect(await messages(`${header}\na\n"${'b\n'.repeat(200_000)}"`)).toEqual([
      'row 2',
      `broken 3: a quote is opened in this row and not closed; ${end}`,
    ]);
  });

  test('may not have too many rows', async () => {
    expect(await messages(`${header}\na\n\nb\nc`, 2)).toEqual([
      'row 2',
      'row 4',
      'broken 5: the file has more than 2 rows: split it',
    ]);
  });

  test('without anything in it has no header', async () => {
    expect(await messages('')).toEqual(['broken 1: the file has no header']);
    expect(await messages('\n , \n')).toEqual(['broken 1: the file has no header']);
  });
});

describe('the header', () => {
  test('is read whatever its case, spaces and hyphens', async () => {
    const names = 'Cycle,Cycle starts  on,CYCLE-ENDS-ON,objective, objective owner email ,Key_Result,';
    expect(await read(`${names}\na,,,,b`)).toEqual([
      { kind: 'row', line: 2, cells: { cycle: 'a', objective_owner_email: 'b' } },
    ]);
  });

  test('says which columns are wrong, missing or there twice, and what was probably meant', async () => {
    expect(await messages(`cycle,CYCLE,objektive,${header.slice(6)},targt,check in dat`)).toEqual([
      'broken 1: the column cycle is there twice',
      'broken 1: there is no column "objektive"; did you mean objective?',
      'broken 1: there is no column "targt"; did you mean target?',
      'broken 1: there is no column "check in dat"; did you mean check_in_date?',
    ]);
    expect(await messages('cycle,objective,key_result,cycle_starts_on,cycle_ends_on')).toEqual([
      'broken 1: the column objective_owner_email is missing',
    ]);
  });

  test('is not repeated where it may be a row with names', async () => {
    const text = (await messages('2026 Q1,Ada Lovelace,ada@example.com,')).join();
    expect(text).toContain('column 2 of the header is not one of the format');
    expect(text).not.toMatch(/ada/i);
  });
});
