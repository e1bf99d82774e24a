import { randomUUID } from 'node:crypto';
import { commands } from '../../src/commands/index.ts';
import type { OpenApiDocument } from '../../src/http/openapi/openapi-document.ts';
import { type HttpAnswer, httpClient, type Sent } from '../support/http-client.ts';
import { openApiCheck } from '../support/openapi-check.ts';

type Ids = Record<string, string>;

/** A client of the whole product: every answer is held against the document that the product serves. */
export async function apiDriver(url: string) {
  const answered = await fetch(`${url}/api/openapi.json`);
  const document = (await answered.json()) as OpenApiDocument;
  const send = httpClient(url, openApiCheck(document));
  /** `POST /api/v1/cycles` and so on, as far as they were answered with success. */
  const succeeded = new Set<string>();

  const call = async (method: string, template: string, ids: Ids, sent: Sent & { query?: string }) => {
    const path = template.replace(/[:{](\w+)\}?/g, (_, name: string) => ids[name] ?? `no-${name}`);
    const answer = await send(method, `${path}${sent.query ?? ''}`, sent);
    if (answer.status < 400) succeeded.add(`${method} ${template.replace(/:(\w+)/g, '{$1}')}`);
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
    const answer = await call(route.method.toUpperCase(), `/api/v1${route.path}`, ids, { token, body });
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

  return { document, send, call, issue, signIn, founder, join, succeeded };
}

export type ApiDriver = Awaited<ReturnType<typeof apiDriver>>;
