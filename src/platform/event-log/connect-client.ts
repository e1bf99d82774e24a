import { EventStoreDBClient } from '@eventstore/db-client';

/**
 * A client of an EventStoreDB. The client itself prints the whole address, with its password, for an option that
 * it does not know; here that is an error, and of the address only the place or the option's name is told.
 * @param url connection string, `esdb://host:2113?tls=false`
 * @param whose for the error: `event store`, say
 * @throws Error when the connection string is not valid, or has an option without effect
 */
export function connectClient(url: string, whose: string): EventStoreDBClient {
  const [client, warnings] = withWarnings(() => {
    try {
      return EventStoreDBClient.connectionString(url);
    } catch (error) {
      const [place = ''] = / at position \d+/.exec(String(error)) ?? [];
      throw new Error(`the connection string of the ${whose} is not valid${place}`);
    }
  });
  const [warning] = warnings;
  if (warning === undefined) return client;
  void client.dispose();
  const [, name = 'unknown'] = /^[^"\n]*"(\w{1,40})"/.exec(warning) ?? [];
  throw new Error(
    `the connection string of the ${whose} has the option "${name}", which has no effect; remove it`,
  );
}

/** The client has no other way out for what it warns of than the console. */
function withWarnings<T>(work: () => T): [T, string[]] {
  const warnings: string[] = [];
  const { warn } = globalThis.console;
  globalThis.console.warn = (warning: unknown) => void warnings.push(String(warning));
  try {
    return [work(), warnings];
  } finally {
    globalThis.console.warn = warn;
  }
}
