import { randomUUID } from 'node:crypto';
import { waitUntil } from '../support/wait-until.ts';

interface Sent {
  readonly token?: string;
  /** An object goes as JSON, text as CSV. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  /** The whole body. */
  readonly text: string;
}

/** What the first person gives; nothing of it may appear in a log. */
export interface Founder {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly organization: { readonly name: string; readonly slug: string };
}

export function newFounder(): Founder {
  const mark = randomUUID().slice(0, 8);
  return {
    email: `ada-${mark}@lovelace.example`,
    password: `violet otters juggle ${mark}`,
    displayName: `Ada Lovelace ${mark}`,
    organization: { name: `Engines ${mark}`, slug: `engines-${mark}` },
  };
}

export interface Founded {
  readonly userId: string;
  readonly organizationId: string;
  readonly token: string;
}

/** Sends one request. Rejects when the connection breaks, or after 15 s. */
export async function call<Data>(
  url: string,
  method: string,
  { token, body, headers = {} }: Sent = {},
): Promise<Answer<Data>> {
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'Content-Type': type }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  const data = text.startsWith('{') ? JSON.parse(text).data : undefined;
  return { status: answer.status, headers: answer.headers, data, text };
}

/** The same, which must succeed: tried again, with the same headers, while the server is away or says 503. */
export async function insist<Data>(url: string, method: string, sent: Sent = {}): Promise<Answer<Data>> {
  const answer = await waitUntil(
    async () => {
      const tried = await call<Data>(url, method, sent).catch(() => null);
      return tried && !isPassing(tried) ? tried : null;
    },
    { deadlineMs: 45_000, everyMs: 100 },
  );
  if (!answer) throw new Error('no answer');
  if (answer.status >= 300) throw new Error(`${method} ${url} was answered ${answer.status}: ${answer.text}`);
  return answer;
}

function isPassing({ status, text }: Answer<unknown>): boolean {
  return [429, 503].includes(status) || text.includes('IDEMPOTENCY_IN_FLIGHT');
}

/** Signs in; answers the access token. */
export async function signIn(api: string, { email, password }: Founder): Promise<string> {
  const path = `${api}/api/v1/auth/sign-in`;
  return (await insist<{ accessToken: string }>(path, 'POST', { body: { email, password } })).data
    .accessToken;
}

/** Registers and signs in. */
export async function found(api: string, founder: Founder): Promise<Founded> {
  const registered = await insist<{ userId: string; organizationId: string }>(
    `${api}/api/v1/auth/register`,
    'POST',
    { body: founder },
  );
  return { ...registered.data, token: await signIn(api, founder) };
}
