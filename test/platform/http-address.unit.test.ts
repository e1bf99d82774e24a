import { expect, test } from '@jest/globals';
import { httpAddress } from '../../src/platform/http-address.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['localhost', 'http://localhost:3000'],
  ['::1', 'http://[::1]:3000'],
])('the address of %s is one that a URL can hold', (host, expected) => {
  expect(httpAddress(host, 3000)).toBe(expected);
  expect(new URL(httpAddress(host, 3000)).port).toBe('3000');
});
