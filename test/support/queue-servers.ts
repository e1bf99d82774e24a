import { randomBytes } from 'node:crypto';
import { createQueues, type Queues, type QueuesOptions } from '../../src/platform/queues.ts';
import { testServers } from './test-servers.ts';

/** One queue with a name of its own, to be opened by several "processes" of a test. */
export type QueueUnderTest = {
  name: string;
  open(options?: Partial<QueuesOptions<string>>): Promise<Queues<string>>;
  /** Number of jobs in the state. */
  count(state: string): Promise<number | undefined>;
  close(): Promise<void>;
};

const redisUrl = testServers.redisUrl();

/**
 * The servers that keep jobs, as rows for `describe.each`: always PostgreSQL, and Redis where there is one.
 */
export const queueServers: [string, string | undefined][] = [
  ['PostgreSQL', undefined],
  ...(redisUrl ? [['Redis', redisUrl] satisfies [string, string]] : []),
];

export function queueUnderTest(databaseUrl: string, redisUrl: string | undefined): QueueUnderTest {
  const name = `mail-${randomBytes(4).toString('hex')}`;
  const opened: Queues<string>[] = [];
  const defaults = { names: [name], databaseUrl, redisUrl, attempts: 3, backoffMs: 20 };
  return {
    name,
    async open(options) {
      const queues = await createQueues({ ...defaults, logger: { warn: () => undefined }, ...options });
      opened.push(queues);
      return queues;
    },
    count: async (state) => (await opened[opened.length - 1]?.counts())?.[name]?.[state],
    close: async () => {
      await Promise.all(opened.map((queues) => queues.close()));
    },
  };
}
