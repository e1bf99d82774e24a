import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { streamAsShown, terminalLine } from '../../src/cli/terminal-line.ts';
import { streamText } from '../../src/platform/stream-text.ts';

const anything = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(
      '\u0000',
      '\u001b',
      '\n',
      '\u007f',
      '\u009b',
      '\u061c',
      '\u2028',
      '\u202e',
      '\\',
      'u001b',
    ),
  ),
});

test('what would act on a terminal is escaped, and nothing else', () => {
  expect(terminalLine('a\u001b[2J\r\n\t\u0007\u007f\u009b')).toBe(
    'a\\u001b[2J\\u000d\\u000a\\u0009\\u0007\\u007f\\u009b',
  );
  expect(terminalLine('\u200e\u200f\u061c\u202a\u202e\u2066\u2069\u2028\u2029')).toBe(
    '\\u200e\\u200f\\u061c\\u202a\\u202e\\u2066\\u2069\\u2028\\u2029',
  );
  const plain = 'Zoë — שלום, 🧑‍🚀 C:\\x ~';
  expect(terminalLine(plain)).toBe(plain);
});

test('JSON stays the same value', () => {
  fc.assert(
    fc.property(fc.dictionary(anything, anything), (value) => {
      const line = terminalLine(JSON.stringify(value));
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(JSON.parse(line)).toEqual(value);
    }),
  );
});

describe('the name of a stream', () => {
  test('can be given as it was shown, or as it is', () => {
    fc.assert(
      fc.property(anything, (stream) => {
        const told = streamText(stream);
        expect(streamAsShown(terminalLine(told))).toBe(told);
        expect(streamAsShown(told)).toBe(told);
      }),
    );
  });

  test('keeps the escapes that are part of it', () => {
    expect(streamAsShown('a\\u001b\\\\u001b\\u0000\\ud800\\u0041\\')).toBe(
      'a\u001b\\\\u001b\\u0000\\ud800\\u0041\\',
    );
  });
});
