import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { commands } from '../../src/commands/index.ts';
import type { OpenApiDocument } from '../../src/http/openapi/openapi-document.ts';
import { type HttpAnswer, httpClient, type Sent } from '../support/http-client.ts';
import { openApiCheck } from '../support/openapi-check.ts';
import { expectSameAnswer, newKey, takesKey } from './repeated-requests.ts';

type Ids = Record<string, string>;

interface Call extends Sent {
  readonly query?: string;
  /** Not sent again, because whoever asks may not do so any more. */
  readonly once?: boolean;
}

/** A client of the whole product: every answer is held against the document that the product serves. */
export async function apiDriver(url: string) {
  const answered = await fetch(`${url}/api/openapi.json`);
  const document = (await answered.json()) as OpenApiDocument;
  const send = httpClient(url, openApiCheck(document));
  /** `POST /api/v1/cycles` and so on, as far as they were answered with success. */
  const succeeded = new Set<string>();
  /** Those of them that were sent twice with one Idempotency-Key, and answered the same way. */
  const repeated = new Set<string>();

  /** Sends a request, and sends it again where that must come to the same: see `repeated`. */
  const call = async (method: string, template: string, ids: Ids, sent: Call) => {
    const path = template.replace(/[:{](\w+)\}?/g, (_, name: string) => ids[name] ?? `no-${name}`);
    const where = `${path}${sent.query ?? ''}`;
    const documented = template.replace(/:(\w+)/g, '{$1}');
    const isDry = sent.query === '?dryRun=true' && !documented.endsWith('/imports');
    const hasKey = sent.headers?.['Idempotency-Key'] !== undefined;
    const isRepeated = !sent.once && !isDry && !hasKey && takesKey(document, method, documented);
    const keyed = isRepeated ? { ...sent, headers: { ...sent.headers, ...newKey() } } : sent;
    const answer = await send(method, where, keyed);
    if (answer.status >= 400) return answer;
    if (answer.status === 201) expect(answer.header('Location')).toMatch(/^\/api\/v1\//);
    succeeded.add(`${method} ${documented}`);
    if (isRepeated) {
      expectSameAnswer(answer, await send(method, where, keyed));
      repeated.add(`${method} ${documented}`);
    }
    return answer;
  };

  /** Issues a command: at `/commands/{type}` as a dry run, then at its own route; both must be accepted. */
  const issue = async (
    token: string,
    type: string,
    ids: Ids,
    body: Record<string, unknown> = {},
    routeIndex = 0,
  ): Promise<HttpAnswer> => {
    const command = commands.find((candidate) => candidate.type === type);
    const route = command?.routes?.[routeIndex];
    if (!route) throw new Error(`there is no route ${routeIndex} of ${type}`);
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => String(name));
    const whole = { ...body, ...Object.fromEntries(inPath.map((name) => [name, ids[name]])) };
    const dry = await call(
      'POST',
      `/api/v1/commands/${type}`,
      {},
      { token, body: whole, query: '?dryRun=true' },
    );
    if (dry.status !== 200) throw new Error(`${type} was refused: ${dry.text}`);
    const answer = await call(route.method.toUpperCase(), `/api/v1${route.path}`, ids, {
      token,
      body,
      once: type === 'DeactivateUser',
    });
    if (answer.status >= 300) throw new Error(`${type} was refused: ${answer.text}`);
    return answer;
  };

  const signIn = async (credentials: Record<string, unknown>) => {
    const session = await call('POST', '/api/v1/auth/sign-in', {}, { body: credentials });
    return session.textAt('data.accessToken');
  };

  const register = async (admission: Record<string, unknown>) => {
    const { email = `${randomUUID()}@example.com`, ...how } = admission;
    const credentials = { email: String(email), password: 'violet otters juggle maps' };
    const body = { ...credentials, displayName: 'Grace Hopper', ...how };
    const registered = await call('POST', '/api/v1/auth/register', {}, { body });
    if (registered.status !== 201) throw new Error(`registration was refused: ${registered.text}`);
    return {
      credentials,
      token: await signIn(credentials),
      userId: registered.textAt('data.userId'),
      organizationId: registered.textAt('data.organizationId'),
    };
  };

  /** Registers the founder of the first organization. */
  const founder = () => register({ organization: { name: 'Acme', slug: `acme-${randomUUID()}` } });

  /** Invites somebody to the organization, who registers. */
  const join = async (token: string, ids: Ids, role: string) => {
    const email = `${randomUUID()}@example.com`;
    const template = '/api/v1/organizations/{organizationId}/invitations';
    const invited = await call('POST', template, ids, { token, body: { email, role } });
    return register({ email, invitationToken: invited.textAt('data.invitationToken') });
  };

  return { document, send, call, issue, signIn, founder, join, succeeded, repeated };
}

export type ApiDriver = Awaited<ReturnType<typeof apiDriver>>;
