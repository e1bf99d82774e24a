import { expect, test } from '@jest/globals';
import { gatheredOutput } from '../../src/platform/gathered-output.ts';
import { waitUntil } from '../support/wait-until.ts';

function setUp() {
  const written: string[] = [];
  const output = gatheredOutput({
    write: (text: unknown) => {
      written.push(String(text));
      return true;
    },
  });
  return { written, output };
}

test('lines that come together are written together, in order, soon', async () => {
  const { written, output } = setUp();
  for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
  expect(written).toEqual([]);
  await waitUntil(() => written.length > 0);
  expect(written).toEqual(['one\ntwo\nthree\n']);
  output.write('later\n');
  await waitUntil(() => written.length > 1);
  expect(written.at(-1)).toBe('later\n');
});

test('many characters do not wait', () => {
  const { written, output } = setUp();
  const line = `${'x'.repeat(40_000)}\n`;
  output.write(line);
  expect(written).toEqual([]);
  output.write(line);
  expect(written).toEqual([line + line]);
});
