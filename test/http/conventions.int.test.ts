import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type ApiDriver, apiDriver } from './api-driver.ts';

let app: TestApp;
let document: ApiDriver['document'];

beforeAll(async () => {
  app = await startTestApp();
  ({ document } = await apiDriver(app.url));
});
afterAll(() => app.stop());

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name?: string; readonly in?: string }[];
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...(operation as Operation & typeof operation) })),
  );

/** Resources whose names have no plural. */
const uncountable = ['auth', 'audit'];

test('the served document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate({ ...document });
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test('paths are in kebab-case and begin with a plural noun', () => {
  const kebab = /^[a-z]+(?:-[a-z]+)*$/;
  const odd = Object.keys(document.paths).filter((path) => {
    if (!path.startsWith('/api/v1/') || path.startsWith('/api/v1/commands/')) return false;
    const [noun = '', ...rest] = path.replace('/api/v1/', '').split('/');
    const named = kebab.test(noun) && (noun.endsWith('s') || uncountable.includes(noun));
    return !named || rest.some((segment) => !kebab.test(segment) && !/^\{[a-z][A-Za-z]*\}$/.test(segment));
  });
  expect(odd).toEqual([]);
});

test('every operation has a name of its own, a sentence and a tag', () => {
  const names = operations().map(({ operationId }) => operationId);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  expect(operations().filter(({ summary }) => !/^[A-Z].*\.$/.test(summary))).toEqual([]);
  expect(
    operations().filter(({ tags }) => tags.length !== 1 || !/^[a-z]+(?:-[a-z]+)*$/.test(tags[0] ?? '')),
  ).toEqual([]);
});

test('fields and parameters are in camelCase', () => {
  const odd: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties' && typeof inner === 'object' && inner !== null)
        odd.push(...Object.keys(inner).filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name)));
      walk(inner);
    }
  };
  walk(document);
  expect(odd).toEqual([]);
  const inQuery = operations().flatMap(({ parameters }) => parameters.filter((each) => each.in === 'query'));
  const names = inQuery.map(({ name = '' }) => name);
  expect(names.filter((name) => !/^(?:filter\[[a-z]\w*\]|[a-z][A-Za-z]*)$/.test(name))).toEqual([]);
});
