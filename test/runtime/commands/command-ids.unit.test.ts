import { expect, test } from '@jest/globals';
import { validate, version } from 'uuid';
import { commandIdOf, eventIdOf, fingerprint } from '../../../src/runtime/commands/command-ids.ts';
import { testContext } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';

test('a key gives one id per actor, organization and command', () => {
  const id = commandIdOf(testContext, 'Count', 'key');
  expect([validate(id), version(id)]).toEqual([true, 5]);
  expect(commandIdOf({ ...testContext }, 'Count', 'key')).toBe(id);
  const others = [
    commandIdOf(testContext, 'Count', 'other'),
    commandIdOf(testContext, 'Rename', 'key'),
    commandIdOf({ ...testContext, organizationId: uuid(1) }, 'Count', 'key'),
    commandIdOf({ ...testContext, actor: { type: 'user', id: uuid(1) } }, 'Count', 'key'),
    commandIdOf({ ...testContext, actor: { type: 'apiKey', id: testContext.actor.id } }, 'Count', 'key'),
  ];
  expect(new Set([id, ...others]).size).toBe(6);
});

test('an event has one id per command, request, place and content', () => {
  const ids = { commandId: uuid(1), requestId: 'r' };
  const event = { type: 'TallyCounted', data: { by: 1 } };
  const id = eventIdOf(ids, 0, event);
  expect(validate(id)).toBe(true);
  expect(eventIdOf({ ...ids }, 0, { ...event })).toBe(id);
  const others = [
    eventIdOf({ ...ids, commandId: uuid(2) }, 0, event),
    eventIdOf({ ...ids, requestId: 's' }, 0, event),
    eventIdOf(ids, 1, event),
    eventIdOf(ids, 0, { ...event, data: { by: 2 } }),
    eventIdOf(ids, 0, { ...event, type: 'TallyReset' }),
  ];
  expect(new Set([id, ...others]).size).toBe(6);
});

test('a fingerprint tells inputs apart, and shows nothing of them', () => {
  expect(fingerprint({ password: 'a' })).toBe(fingerprint({ password: 'a' }));
  expect(fingerprint({ password: 'a' })).not.toBe(fingerprint({ password: 'b' }));
  expect(fingerprint({ password: 'a' })).toMatch(/^[\w-]{43}$/);
});
