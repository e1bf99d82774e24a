import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanText, streamOfText, streamText } from '../../src/platform/stream-text.ts';

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const troubled = fc
  .array(fc.oneof(fc.constantFrom('\u0000', '\\', '\\u0000', '\ud83d', '\ude00', '😀', 'u', '0'), anyText))
  .map((parts) => parts.join(''));

test('a stream name is written without NUL and lone surrogates, and read again as it was', () => {
  fc.assert(
    fc.property(troubled, (stream) => {
      const text = streamText(stream);
      expect(text).not.toMatch(/\p{Cs}/u);
      expect(text).not.toContain('\u0000');
      expect(streamOfText(text)).toBe(stream);
    }),
  );
  expect(streamText('user-\u0000')).toBe('user-\\u0000');
});

test('what a text cannot hold is replaced, and nothing else', () => {
  expect(cleanText('a\u0000b\ud83d😀\ude00\\')).toBe('a\ufffdb\ufffd😀\ufffd\\');
});
