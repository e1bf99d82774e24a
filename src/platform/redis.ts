import { Redis } from 'ioredis';
import { backoffMs } from '../runtime/backoff.ts';

type RedisOptions = {
  /** Shown in `CLIENT LIST`. */
  connectionName: string;
  /** For connections that wait for work: commands have no deadline and outlive a lost connection. */
  blocking?: boolean;
  /** Told of lost connections and failed attempts to reconnect. */
  onError: (error: Error) => void;
};

/**
 * A Redis connection that reconnects for ever, with growing pauses and jitter. A command fails within 5 s, or
 * at the first lost connection, unless `blocking`.
 */
export function createRedis(url: string, { connectionName, blocking = false, onError }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName,
    connectTimeout: 5_000,
    disconnectTimeout: 500,
    keepAlive: 10_000,
    maxRetriesPerRequest: blocking ? null : 1,
    retryStrategy: (attempt) => backoffMs(attempt, 200, 5_000),
    ...(blocking ? {} : { commandTimeout: 5_000 }),
  });
  redis.on('error', onError);
  return redis;
}
