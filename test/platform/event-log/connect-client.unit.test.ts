import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { connectClient } from '../../../src/platform/event-log/connect-client.ts';

const password = 'vXq-secret';
const address = `esdb://admin:${password}@127.0.0.1:1`;

let printed: string;
beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  jest.spyOn(globalThis.console, 'warn').mockImplementation((text) => {
    printed += String(text);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['?tls=false&color=red', 'has the option "color", which has no effect; remove it'],
  ['?tlsVerifyCert=false', 'has the option "tlsVerifyCert", which has no effect; remove it'],
  [`?${password}=1`, 'has the option "unknown", which has no effect; remove it'],
  [`:${password}`, 'is not valid at position 35'],
  ['?tls=perhaps', 'is not valid at position 40'],
  ['?tls=true&tlsCAFile=/no/such/file', 'is not valid'],
])('%s is refused, and nothing else is said of the address', (options, sentence) => {
  const connect = () => connectClient(`${address}${options}`, 'event store');
  expect(connect).toThrow(new Error(`the connection string of the event store ${sentence}`));
  expect(printed).toBe('');
});

test('one that is valid gives a client, and what warns afterwards warns as before', async () => {
  const { warn } = globalThis.console;
  const client = connectClient(`${address}?tls=false&connectionName=told`, 'event store');
  await client.dispose();
  expect(() => connectClient(`${address}?color=red`, 'event store')).toThrow();
  const { warn: afterwards } = globalThis.console;
  expect(afterwards).toBe(warn);
});
