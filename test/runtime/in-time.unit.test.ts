import { expect, test } from '@jest/globals';
import { inTime } from '../../src/runtime/in-time.ts';

const late = () => new Error('too late');

test('gives what the work gives', async () => {
  await expect(inTime(5000, Promise.resolve('done'), late)).resolves.toBe('done');
});

test('throws what the work throws', async () => {
  await expect(inTime(5000, Promise.reject(new Error('a bug')), late)).rejects.toThrow('a bug');
});

test('throws when the work takes too long', async () => {
  await expect(inTime(5, new Promise(() => {}), late)).rejects.toThrow('too late');
});
