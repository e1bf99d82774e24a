import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvents } from '../../src/core/define-events.ts';
import { createEventCatalog, UndecodableEventError, type Upcaster } from '../../src/core/event-catalog.ts';
import { pii } from '../../src/core/pii.ts';

const lamps = defineEvents('lamp', {
  LampInstalled: z.strictObject({ watts: z.number(), unit: z.string(), owner: pii(z.string()).optional() }),
  LampRemoved: z.strictObject({ watts: z.number() }),
});
const doors = defineEvents('door', { LampRemoved: z.strictObject({}) });
const installed = (from: number, upcast: Upcaster['upcast']): Upcaster => ({
  type: 'LampInstalled',
  from,
  upcast,
});
const first = installed(1, ({ power, ...rest }) => ({ ...rest, watts: power }));
const second = installed(2, (data) => ({ ...data, unit: 'W' }));

describe('the catalog', () => {
  const catalog = createEventCatalog([lamps], [second, first]);

  test('counts a version for every upcaster', () => {
    expect(catalog.types.map((type) => [type, catalog.version(type), catalog.category(type)])).toEqual([
      ['LampInstalled', 3, 'lamp'],
      ['LampRemoved', 1, 'lamp'],
    ]);
  });

  test('takes a payload from its own version to the latest, step by step', () => {
    const today = { watts: 60, unit: 'W' };
    expect(catalog.decode('LampInstalled', 1, { power: 60 })).toEqual(today);
    expect(catalog.decode('LampInstalled', 2, { watts: 60 })).toEqual(today);
    expect(catalog.decode('LampInstalled', 3, today)).toEqual(today);
  });

  test.each([
    ['LampInstalled', 0, {}, 'schema version 0 is not 1 to 3'],
    ['LampInstalled', 4, {}, 'schema version 4 is not 1 to 3'],
    ['LampInstalled', 1.5, {}, 'schema version 1.5 is not 1 to 3'],
    ['LampInstalled', 3, { watts: '60', unit: 'W' }, 'invalid watts'],
    ['LampInstalled', 3, { watts: 60, unit: 'W', volts: 230 }, 'invalid (payload)'],
    ['LampInstalled', 3, null, 'payload is no object'],
    ['LampInstalled', 3, 'watts', 'payload is no object'],
    ['LampBroken', 1, {}, 'no such event type'],
  ])('cannot read %s version %d of %j', (type, version, data, reason) => {
    const read = () => catalog.decode(type, version, data);
    expect(read).toThrow(UndecodableEventError);
    expect(read).toThrow(reason);
  });

  test('tells nothing of a payload that it cannot read', () => {
    expect(() => catalog.decode('LampRemoved', 1, { watts: 'secret' })).toThrow(
      /^(?!.*secret).*cannot be read: invalid watts$/,
    );
  });

  test('checks what is to be written', () => {
    expect(catalog.validate('LampRemoved', { watts: 60 })).toEqual({ watts: 60 });
    expect(() => catalog.validate('LampRemoved', {})).toThrow(z.ZodError);
  });

  test('knows personal fields, optional ones too', () => {
    expect(catalog.personalFields()).toEqual(new Set(['owner']));
  });
});

describe('the catalog is not built', () => {
  test.each([
    ['with a type twice', [lamps, doors], [], 'event LampRemoved is defined twice'],
    ['with a gap between upcasters', [lamps], [second], 'upcasters of LampInstalled must run from version 1'],
    ['with two upcasters of one version', [lamps], [first, first], 'without gaps'],
    ['with an upcaster for nothing', [doors], [first], 'upcaster for unknown event LampInstalled'],
  ])('%s', (_, families, upcasters, message) => {
    expect(() => createEventCatalog(families, upcasters)).toThrow(message);
  });
});
