import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sortedKeys } from '../../../src/runtime/projections/sorted-keys.ts';

test('keys are in order, once each, whatever was added, deleted and asked for before', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    act: fc.constantFrom('add', 'delete', 'ask'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const keys = sortedKeys();
      const expected = new Set<string>();
      for (const { key, act } of steps) {
        if (act === 'ask') expect(keys.sorted()).toEqual([...expected].sort());
        else {
          keys[act === 'add' ? 'add' : 'delete'](key);
          expected[act === 'add' ? 'add' : 'delete'](key);
        }
      }
      expect(keys.sorted()).toEqual([...expected].sort());
    }),
  );
});
