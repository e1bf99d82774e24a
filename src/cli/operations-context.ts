import { readAddresses } from '../local/addresses.ts';
import type { Config } from '../platform/config.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { printLine } from './print-line.ts';

/** What the commands for those who operate the product work with. */
export interface OperationsContext {
  /** Asks an operations port. */
  readonly ask: ApiClient;
  /** One line for the person, on standard output; control characters are escaped. */
  say(text: string): void;
}

const byDefault = 'http://127.0.0.1:9090';

export function createOperationsContext({
  OUTCOMES_OPERATIONS_URL,
  OPERATIONS_TOKEN,
  DATA_DIR,
}: Config): OperationsContext {
  const url = OUTCOMES_OPERATIONS_URL ?? readAddresses(DATA_DIR)?.operations ?? byDefault;
  const client = createApiClient({
    url: url.replace(/\/+$/, ''),
    base: '',
    away:
      'Start it with "npm start", or set OUTCOMES_OPERATIONS_URL to the operations port of one of its ' +
      'processes (OPERATIONS_PORT, by default 9090).',
    unauthorized: 'set OPERATIONS_TOKEN to the token that the product was started with',
  });
  return {
    ask: (request) =>
      client({ ...(OPERATIONS_TOKEN !== undefined && { token: OPERATIONS_TOKEN }), ...request }),
    say: printLine,
  };
}
