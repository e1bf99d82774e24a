import { expect, test } from '@jest/globals';
import { DomainError } from '../../../src/core/domain-error.ts';
import { LogUnavailableError } from '../../../src/core/ports.ts';
import { patiently } from '../../../src/jobs/import-okrs/patiently.ts';

const signal = new AbortController().signal;

test.each([
  new DomainError('UNAVAILABLE', 'away'),
  new DomainError('IDEMPOTENCY_IN_FLIGHT', 'still running'),
  new LogUnavailableError(null),
])('what passes is waited out: %s', async (error) => {
  let tries = 0;
  const work = async () => {
    if (++tries < 3) throw error;
    return 'done';
  };
  await expect(patiently(signal, work)).resolves.toBe('done');
  expect(tries).toBe(3);
});

test.each([new DomainError('CONFLICT', 'taken'), new Error('a bug')])(
  'what does not pass is thrown at once: %s',
  async (error) => {
    let tries = 0;
    const work = async () => {
      tries++;
      throw error;
    };
    await expect(patiently(signal, work)).rejects.toBe(error);
    expect(tries).toBe(1);
  },
);

test('stops waiting when the signal says so, and begins nothing after it', async () => {
  const stopping = new AbortController();
  let tries = 0;
  const work = async () => {
    if (++tries === 2) stopping.abort(new Error('stopping'));
    throw new DomainError('UNAVAILABLE', 'away');
  };
  await expect(patiently(stopping.signal, work)).rejects.toThrow();
  await expect(patiently(stopping.signal, work)).rejects.toThrow('stopping');
  expect(tries).toBe(2);
});
