import { readAddresses } from '../local/addresses.ts';
import type { Config } from '../platform/config.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { CliError } from './cli-error.ts';
import { printLine } from './print-line.ts';
import { readSession, writeSession } from './session.ts';

/** What the commands of the command line work with. */
export interface CliContext {
  readonly api: ApiClient;
  readonly url: string;
  /** OUTCOMES_PASSWORD. */
  readonly password: string | undefined;
  /** The access token: OUTCOMES_TOKEN, else that of the session. Throws CliError where there is none. */
  token(): Promise<string>;
  keepToken(accessToken: string, expiresInSeconds: number): Promise<void>;
  /** Consistency token of the last command of the session; undefined without one. */
  position(): Promise<string | undefined>;
  keepPosition(position: string): Promise<void>;
  /** One line for the person, on standard output; control characters are escaped. */
  say(text: string): void;
}

const byDefault = 'http://127.0.0.1:3000';

export function createContext({
  OUTCOMES_URL,
  OUTCOMES_TOKEN,
  OUTCOMES_PASSWORD,
  DATA_DIR,
}: Config): CliContext {
  const running = OUTCOMES_URL ?? readAddresses(DATA_DIR)?.api;
  const url = (running ?? byDefault).replace(/\/+$/, '');
  return {
    api: createApiClient(url),
    url,
    password: OUTCOMES_PASSWORD,
    async token() {
      if (OUTCOMES_TOKEN !== undefined) return OUTCOMES_TOKEN;
      const session = await readSession(DATA_DIR);
      const hint = 'sign in with "outcomes sign-in --email <address>", or set OUTCOMES_TOKEN';
      if (session?.url !== url) throw new CliError(`You are not signed in at ${url}: ${hint}.`);
      if (session.expiresAt <= new Date().toISOString())
        throw new CliError(`The session has expired: ${hint}.`);
      return session.accessToken;
    },
    async keepToken(accessToken, expiresInSeconds) {
      const expiresAt = new Date(Date.now() + expiresInSeconds * 1000).toISOString();
      await writeSession(DATA_DIR, { url, accessToken, expiresAt });
    },
    async position() {
      const session = await readSession(DATA_DIR);
      return session?.url === url ? session.position : undefined;
    },
    async keepPosition(position) {
      const session = await readSession(DATA_DIR);
      if (session?.url === url) await writeSession(DATA_DIR, { ...session, position });
    },
    say: printLine,
  };
}
