import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import request from 'supertest';
import { commands } from '../../src/commands/index.ts';
import { errorCodes } from '../../src/core/domain-error.ts';
import { queries } from '../../src/queries/index.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { uuid } from '../support/uuid.ts';

const { app, document, send } = httpKit();
const token = tokenFor('owner');

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters: readonly { readonly name?: string; readonly in?: string }[];
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    operation: operation as Operation & typeof operation,
  })),
);

/** A request that belongs to nobody, so that a mounted route answers 401 and one that is not answers 404. */
const statusOfNobody = async (method: string, path: string) =>
  (await send(method, path.replace(/[:{]\w+\}?/g, uuid(1)))).status;

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...structuredClone(document) });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe('3.1');
  });

  test('is served as it is, with a tag', async () => {
    const answer = await request(app).get('/api/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)));
    const again = await request(app)
      .get('/api/openapi.json')
      .set('If-None-Match', String(answer.headers.etag));
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('names every operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  test('lists every error code under its status', () => {
    const text = JSON.stringify(document.components.responses);
    for (const code of errorCodes) expect(text).toContain(`"${code}"`);
    for (const { operation } of operations) {
      for (const status of ['400', '500', '503']) expect(operation.responses).toHaveProperty(status);
    }
  });
});

describe('every command', () => {
  const reachable = commands.flatMap((command) =>
    (command.routes ?? []).map((route) => ({ type: command.type, ...route })),
  );

  test.each(reachable)('$type is mounted and documented at $method $path', async ({ type, method, path }) => {
    const documented = document.paths[`/api/v1${path.replace(/:(\w+)/g, '{$1}')}`];
    expect(documented).toHaveProperty(method);
    expect(await statusOfNobody(method, `/api/v1${path}`)).toBe(401);
    expect(document.paths).toHaveProperty([`/api/v1/commands/${type}`]);
    expect(await statusOfNobody('POST', `/api/v1/commands/${type}`)).toBe(401);
  });

  test.each(commands.filter(({ routes = [] }) => routes.length === 0).map(({ type }) => type))(
    '%s is internal and neither mounted nor documented',
    async (type) => {
      expect(document.paths).not.toHaveProperty([`/api/v1/commands/${type}`]);
      expect((await send('POST', `/api/v1/commands/${type}`, { token, body: {} })).status).toBe(404);
    },
  );
});

describe('every query', () => {
  test.each(queries.map(({ name, route }) => ({ name, route })))(
    '$name is mounted and documented at $route',
    async ({ route }) => {
      const documented = document.paths[`/api/v1${route.replace(/:(\w+)/g, '{$1}')}`];
      expect(documented).toHaveProperty('get');
      expect(await statusOfNobody('GET', `/api/v1${route}`)).toBe(401);
      expect(await statusOfNobody('HEAD', `/api/v1${route}`)).toBe(401);
    },
  );
});
