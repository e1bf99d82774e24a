/** Addresses of the servers that Jest's global setup started for all test files. */
export const testServers = {
  databaseUrl: () => required('TEST_DATABASE_URL'),
  eventStoreUrl: () => required('TEST_EVENTSTORE_URL'),
  /** Undefined where there is no redis-server; the setup has said so. */
  redisUrl: () => process.env.TEST_REDIS_URL || undefined,
};

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: Jest has not started the server`);
  return value;
}
