import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { identityRoutes } from '../../src/http/identity-routes.ts';
import {
  goodPassword,
  issuer,
  newEmail,
  newSlug,
  startSystem,
  type TestSystem,
} from '../identity/identity-fixture.ts';
import type { Send } from '../support/http-client.ts';
import { httpKit } from '../support/http-kit.ts';

const api = '/api/v1';
const idempotent = (key: string) => ({ headers: { 'Idempotency-Key': key } });

let system: TestSystem;
let send: Send;
let lines: unknown[];

beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  await system.empty();
  const { identity } = await system.start();
  const { authenticate } = identity;
  ({ send, lines } = httpKit({ commands: [], queries: [], routes: identityRoutes(identity), authenticate }));
});
afterAll(() => system.stop());

const founderBody = () => ({
  email: newEmail(),
  password: goodPassword,
  displayName: 'Grace Hopper',
  organization: { name: 'Acme', slug: newSlug() },
});

async function founder() {
  const body = founderBody();
  const registered = await send('POST', `${api}/auth/register`, { body });
  expect(registered.status).toBe(201);
  const { email, password } = body;
  const session = await send('POST', `${api}/auth/sign-in`, { body: { email, password } });
  expect(session.status).toBe(200);
  const organizationId = registered.textAt('data.organizationId');
  return { ...body, organizationId, registered, session, token: session.textAt('data.accessToken') };
}

test('register, sign in, and see who you are', async () => {
  const { registered, session, token, organizationId, organization } = await founder();
  const userId = registered.textAt('data.userId');
  expect(registered.header('X-Consistency-Token')).toBe(registered.textAt('data.position'));
  expect(registered.header('Location')).toBe(`${api}/users/${userId}`);
  expect(session.at('data')).toEqual({
    accessToken: token,
    tokenType: 'Bearer',
    expiresIn: 900,
    userId,
    organizationId,
    role: 'owner',
  });
  expect(session.header('Cache-Control')).toBe('no-store');
  const me = await send('GET', `${api}/auth/me`, { token });
  expect(me.at('data')).toEqual({
    userId,
    displayName: 'Grace Hopper',
    timeZone: null,
    organization: { id: organizationId, ...organization },
    role: 'owner',
  });
});

test('the published keys verify the token', async () => {
  const { token, organizationId } = await founder();
  const jwks = await send('GET', '/.well-known/jwks.json');
  expect(jwks.header('Cache-Control')).toBe('public, max-age=300');
  const keys = createLocalJWKSet(jwks.body as JSONWebKeySet);
  const { payload } = await jwtVerify(token, keys, { issuer, audience: 'product-outcomes' });
  expect(payload).toMatchObject({ org: organizationId });
});

describe('registration', () => {
  test.each([
    ['a short password', { password: 'elevenchars' }, 'password'],
    ['a common password', { password: 'Password1234' }, 'password'],
    [
      'the address as password',
      { email: 'somebody@example.com', password: 'somebody@example.com' },
      'password',
    ],
    ['no e-mail address', { email: 'nobody' }, 'email'],
    ['an empty name', { displayName: ' ' }, 'displayName'],
    ['a field too many', { role: 'owner' }, 'role'],
    ['half an organization', { organization: { name: 'Acme' } }, 'organization'],
  ])('with %s is refused, and the password not repeated', async (_, part, field) => {
    const body = { ...founderBody(), ...part };
    const answer = await send('POST', `${api}/auth/register`, { body });
    expect(answer.status).toBe(400);
    expect(answer.at('error.code')).toBe('VALIDATION_FAILED');
    expect(answer.at('error.details.0.field')).toContain(field);
    expect(answer.text).not.toContain(body.password);
  });

  test('is answered the same way again under its Idempotency-Key', async () => {
    const body = founderBody();
    const path = `${api}/auth/register`;
    const first = await send('POST', path, { body, ...idempotent('one') });
    const again = await send('POST', path, { body, ...idempotent('one') });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.at('data.userId')).toBe(first.textAt('data.userId'));
    const other = { ...body, displayName: 'Other' };
    expect((await send('POST', path, { body: other, ...idempotent('one') })).status).toBe(422);
    expect((await send('POST', path, { body: founderBody() })).status).toBe(403);
  });
});

test('sign-in refuses with 401, and 429 with Retry-After', async () => {
  const { email } = await founder();
  const body = { email, password: 'not the password' };
  for (let i = 0; i < 10; i++) {
    const answer = await send('POST', `${api}/auth/sign-in`, { body });
    expect(answer.status).toBe(401);
    expect(answer.at('error.code')).toBe('UNAUTHORIZED');
  }
  const limited = await send('POST', `${api}/auth/sign-in`, { body });
  expect(limited.status).toBe(429);
  expect(Number(limited.header('Retry-After'))).toBeGreaterThan(800);
});

describe('tokens', () => {
  test('are needed, and told when they expire', async () => {
    const { token } = await founder();
    expect((await send('GET', `${api}/auth/me`)).status).toBe(401);
    expect((await send('GET', `${api}/auth/me`, { token: 'forged' })).at('error.code')).toBe('UNAUTHORIZED');
    system.clock.advance(900_000);
    const expired = await send('GET', `${api}/auth/me`, { token });
    expect([expired.status, expired.at('error.code')]).toEqual([401, 'TOKEN_EXPIRED']);
  });
});

describe('invitations', () => {
  test('are made by owners, shown again, and let somebody register', async () => {
    const { token, organizationId } = await founder();
    const path = `${api}/organizations/${organizationId}/invitations`;
    const email = newEmail();
    const made = await send('POST', path, { token, body: { email, role: 'manager' }, ...idempotent('i') });
    expect(made.status).toBe(201);
    const again = await send('POST', path, { token, body: { email, role: 'manager' }, ...idempotent('i') });
    expect(again.at('data')).toEqual(made.at('data'));
    const second = await send('POST', path, { token, body: { email, role: 'manager' } });
    expect(second.status).toBe(409);

    const invitationToken = made.textAt('data.invitationToken');
    const shown = await send('GET', `${path}/${made.textAt('data.invitationId')}/token`, { token });
    expect({ ...Object(shown.at('data')), position: made.header('X-Consistency-Token') }).toEqual(
      made.at('data'),
    );
    const located = await send('GET', made.header('Location') ?? '', { token });
    expect(located.at('data')).toEqual(shown.at('data'));

    const body = { email, password: goodPassword, displayName: 'Alan', invitationToken };
    const joined = await send('POST', `${api}/auth/register`, { body });
    expect(joined.status).toBe(201);
    const session = await send('POST', `${api}/auth/sign-in`, { body: { email, password: goodPassword } });
    expect(session.at('data.role')).toBe('manager');

    // An invitation that has been used is still the first answer.
    const later = await send('POST', path, { token, body: { email, role: 'manager' }, ...idempotent('i') });
    expect(later.at('data')).toEqual(made.at('data'));
    expect(later.header('Idempotency-Replayed')).toBe('true');

    const member = session.textAt('data.accessToken');
    const refused = await send('POST', path, { token: member, body: { email: newEmail(), role: 'member' } });
    expect(refused.status).toBe(403);
    expect((await send('GET', `${path}/${randomUUID()}/token`, { token: member })).status).toBe(403);
    expect((await send('GET', `${path}/${randomUUID()}/token`, { token })).status).toBe(404);
  });

  test('of another organization are not found', async () => {
    const { token } = await founder();
    const path = `${api}/organizations/${randomUUID()}/invitations`;
    const refused = await send('POST', path, { token, body: { email: newEmail(), role: 'member' } });
    expect(refused.status).toBe(404);
    expect((await send('GET', `${path}/${randomUUID()}/token`, { token })).status).toBe(404);
  });
});

describe('another organization', () => {
  test('is founded by a user, who signs in to it and invites others, who accept', async () => {
    const first = await founder();
    const { token, email, password } = first;
    const body = { name: 'Second', slug: newSlug() };
    const founded = await send('POST', `${api}/organizations`, { token, body });
    expect(founded.status).toBe(201);
    const id = founded.textAt('data.id');
    expect(founded.header('Location')).toBe(`${api}/organizations/${id}`);
    const signIn = { email, password, organizationId: id };
    const session = await send('POST', `${api}/auth/sign-in`, { body: signIn });
    const me = await send('GET', `${api}/auth/me`, { token: session.textAt('data.accessToken') });
    expect(me.at('data.organization')).toEqual({ id, ...body });
    expect(me.at('data.role')).toBe('owner');

    const invite = {
      token: session.textAt('data.accessToken'),
      body: { email: first.email, role: 'member' },
    };
    const invited = await send('POST', `${api}/organizations/${id}/invitations`, invite);
    const accepted = await send('POST', `${api}/auth/accept-invitation`, {
      token,
      body: { invitationToken: invited.textAt('data.invitationToken') },
    });
    const position = accepted.header('X-Consistency-Token');
    expect(accepted.at('data')).toEqual({ organizationId: id, role: 'owner', position });
    expect(BigInt(position ?? 0)).toBeGreaterThanOrEqual(BigInt(invited.textAt('data.position')));
  });

  test('needs a free slug; a retry with the same key makes none twice', async () => {
    const { token, organization } = await founder();
    const path = `${api}/organizations`;
    const taken = await send('POST', path, { token, body: { name: 'Two', slug: organization.slug } });
    expect(taken.status).toBe(409);
    const body = { name: 'Two', slug: newSlug() };
    const made = await send('POST', path, { token, body, ...idempotent('two') });
    const again = await send('POST', path, { token, body, ...idempotent('two') });
    expect(again.at('data')).toEqual(made.at('data'));
    expect((await send('POST', path, { token, body })).status).toBe(409);
    const other = { name: 'Two', slug: newSlug() };
    expect((await send('POST', path, { token, body: other, ...idempotent('two') })).status).toBe(422);
    expect((await send('POST', path, { token, body: other })).status).toBe(201);
  });
});

test('no password, address or token is logged', async () => {
  const { email, password, token } = await founder();
  await send('POST', `${api}/auth/sign-in`, { body: { email, password: 'not the password' } });
  await send('POST', `${api}/auth/sign-in`, { body: '{"password":' });
  await send('GET', `${api}/auth/me`, { token });
  const written = JSON.stringify(lines);
  expect(lines.length).toBeGreaterThan(3);
  for (const secret of [email, password, token, 'not the password']) expect(written).not.toContain(secret);
});
