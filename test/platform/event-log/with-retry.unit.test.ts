import {
  CancelledError,
  NotLeaderError,
  UnavailableError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { LogUnavailableError } from '../../../src/core/ports.ts';
import { isTransient, withRetry, withSignal } from '../../../src/platform/event-log/with-retry.ts';

/** An error as gRPC makes it. */
const raw = (code: number, metadata = new Metadata()) =>
  Object.assign(new Error('no luck'), { code, details: 'no luck', metadata });

const notLeader = new Metadata();
notLeader.set('exception', 'not-leader');
notLeader.set('leader-endpoint-host', '127.0.0.1');
notLeader.set('leader-endpoint-port', '2113');

describe('worth another try', () => {
  test.each([
    ['an unavailable server', new UnavailableError(raw(status.UNAVAILABLE))],
    ['an unavailable server, as gRPC says it', raw(status.UNAVAILABLE)],
    ['a deadline, as gRPC says it', raw(status.DEADLINE_EXCEEDED)],
    ['a call the server cancelled', new CancelledError(raw(status.CANCELLED))],
    ['a follower', new NotLeaderError(raw(status.NOT_FOUND, notLeader))],
    ['a follower, as gRPC says it', raw(status.NOT_FOUND, notLeader)],
    ['a channel that was closed', new Error('Channel has been shut down')],
    ['a cluster without a node', new Error('Failed to discover after 10 attempts.')],
    ['a channel that was closed, in other words', new Error('The channel has been closed')],
  ])('is %s', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  test.each([
    [
      'a wrong revision',
      new WrongExpectedVersionError(null as never, { streamName: 'a', current: 1n, expected: 0n }),
    ],
    ['an invalid argument', raw(status.INVALID_ARGUMENT)],
    ['a denied access', raw(status.UNAUTHENTICATED)],
    ['an error of ours', new TypeError('undefined is not a function')],
    ['something else', 'text'],
  ])('is not %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});

describe('withRetry', () => {
  const unavailable = () => Promise.reject(raw(status.UNAVAILABLE));

  test('tries again until it works', async () => {
    let tries = 0;
    const call = async () => (++tries < 3 ? unavailable() : tries);
    expect(await withRetry(5000, call)).toBe(3);
  });

  test('throws any other error at once', async () => {
    let tries = 0;
    const call = async () => {
      tries++;
      throw new TypeError('bug');
    };
    await expect(withRetry(5000, call)).rejects.toThrow('bug');
    expect(tries).toBe(1);
  });

  test('gives up when its patience ends, and says why', async () => {
    const startedAt = performance.now();
    const error = await withRetry(200, unavailable).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LogUnavailableError);
    expect(error).toMatchObject({ cause: { message: 'no luck' } });
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  test('gives each try what remains of the time', async () => {
    const remaining: number[] = [];
    const call = async (remainingMs: number) => {
      remaining.push(remainingMs);
      if (remaining.length < 3) await unavailable();
    };
    await withRetry(5000, call);
    expect(remaining[0]).toBeLessThanOrEqual(5000);
    expect(remaining[1]).toBeLessThan(Number(remaining[0]));
    expect(remaining[2]).toBeLessThan(Number(remaining[1]));
  });
});

describe('withSignal', () => {
  test('gives up on a call that never answers, and tells it', async () => {
    let tries = 0;
    let signal: AbortSignal | undefined;
    const call = (given: AbortSignal) => {
      signal = given;
      return ++tries === 1 ? Promise.reject(raw(status.UNAVAILABLE)) : new Promise<never>(() => {});
    };
    await expect(withSignal(200, call)).rejects.toBeInstanceOf(LogUnavailableError);
    expect(signal?.aborted).toBe(true);
    expect(tries).toBe(2);
  });

  test('leaves a call alone that has answered', async () => {
    let signal: AbortSignal | undefined;
    await withSignal(5000, async (given) => {
      signal = given;
    });
    expect(signal?.aborted).toBe(false);
  });
});
