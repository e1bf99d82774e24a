import { describe, expect, test } from '@jest/globals';
import { httpKit, tokenFor } from '../support/http-kit.ts';
import { type Schema, sample, spoil } from '../support/json-samples.ts';
import { uuid } from '../support/uuid.ts';

const token = tokenFor('owner');
const { send, log, document } = httpKit();

interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) => {
    const { requestBody } = operation as Operation;
    const url = path.replace(/\{[^}]+\}/g, uuid(404));
    // In bulk, what is wrong with a command is in its own result.
    return requestBody && path !== '/api/v1/commands'
      ? [{ method, url, schema: requestBody.content['application/json'].schema }]
      : [];
  }),
);

/** The answer names what was spoilt, the thing around it, or something in it. */
function names(field: unknown, path: string): boolean {
  if (typeof field !== 'string') return false;
  return field === path || path.startsWith(`${field}.`) || field.startsWith(`${path}.`) || field === '';
}

describe.each(operations)('$method $url', ({ method, url, schema }) => {
  const good = sample(schema);

  test('takes what its schema describes', async () => {
    const answer = await send(method, `${url}?dryRun=true`, { token, body: good });
    expect(answer.status === 400 || answer.status >= 500 ? answer.body : 'taken').toBe('taken');
  });

  test('refuses everything else with field and reason, and appends nothing', async () => {
    const before = log.events.length;
    let sent = 0;
    for (const { path, how, value } of spoil(schema, good)) {
      sent++;
      const answer = await send(method, url, { token, body: value });
      const details = answer.at('error.details');
      const said = Array.isArray(details)
        ? details.filter((detail) => names(detail.field, path) && detail.message.length > 0)
        : [];
      expect({ path, how, status: answer.status, body: said.length > 0 ? 'named' : answer.text }).toEqual({
        path,
        how,
        status: 400,
        body: 'named',
      });
    }
    expect(sent).toBeGreaterThan(5);
    expect(log.events).toHaveLength(before);
  });
});
