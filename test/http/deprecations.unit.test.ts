import { expect, test } from '@jest/globals';
import { commands } from '../../src/commands/index.ts';
import { openApiDocument } from '../../src/http/openapi/openapi-document.ts';
import { httpKit, tokenFor } from '../support/http-kit.ts';

const deprecation = {
  method: 'POST',
  path: '/api/v1/cycles/:cycleId/activate',
  since: '2026-01-01T00:00:00.000Z',
  sunset: '2026-07-01T00:00:00.000Z',
  successor: '/api/v2/cycles',
} as const;

test('a route that will be removed says so on every answer, and in the document', async () => {
  const { send } = httpKit({ deprecations: [deprecation] });
  const answer = await send('POST', '/api/v1/cycles/x/activate', { token: tokenFor('owner') });
  expect(answer.status).toBe(400);
  expect(answer.header('Deprecation')).toBe('@1767225600');
  expect(answer.header('Sunset')).toBe('Wed, 01 Jul 2026 00:00:00 GMT');
  expect(answer.header('Link')).toBe('</api/v2/cycles>; rel="successor-version"');

  const other = await send('POST', '/api/v1/cycles', { token: tokenFor('owner') });
  expect(other.header('Deprecation')).toBeUndefined();

  const registries = { commands, queries: [], routes: [], deprecations: [deprecation] };
  const { paths } = openApiDocument(registries, { title: '', version: '', description: '' });
  expect(paths['/api/v1/cycles/{cycleId}/activate']?.post).toHaveProperty('deprecated', true);
  expect(paths['/api/v1/cycles']?.post).not.toHaveProperty('deprecated');
});

test('only what is there can be deprecated', () => {
  expect(() => httpKit({ deprecations: [{ ...deprecation, path: '/api/v1/nothing' }] })).toThrow(/nothing/);
});
