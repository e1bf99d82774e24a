import type { RouteDefinition } from '../define-route.ts';
import { mediaType, routePath } from '../mount-routes.ts';
import { pathParameters } from '../paths.ts';
import { errorReferences, requestHeaders } from './error-responses.ts';
import { type JsonSchema, jsonSchema, objectSchema, ref } from './json-schema.ts';
import { documentedPath, type Operation, pathParameterObjects } from './operation.ts';

/** The operation of a hand-written route. */
export function routeOperation(route: RouteDefinition): Operation {
  const path = routePath(route);
  const params = route.params && objectSchema(route.params, 'input');
  const query = route.query && objectSchema(route.query, 'input');
  const own = Object.entries(query?.properties ?? {}).map(([name, schema]) => {
    return { name, in: 'query', required: query?.required.includes(name) ?? false, schema };
  });
  const body = route.body && {
    requestBody: {
      required: true,
      content: { [route.textBody?.type ?? 'application/json']: { schema: jsonSchema(route.body, 'input') } },
    },
  };
  const failures = new Set([
    400,
    ...(route.auth ? [401, 403] : []),
    ...(route.params ? [404] : []),
    406,
    ...(route.body ? [408, 413, 415] : []),
    ...(route.errors ?? []),
    429,
    431,
    500,
    503,
  ]);

  return {
    method: route.method,
    path: documentedPath(path),
    operation: {
      operationId: route.operationId,
      summary: route.summary,
      tags: route.tags,
      ...(route.auth ? {} : { security: [] }),
      parameters: [
        ...pathParameterObjects(pathParameters(path), params?.properties ?? {}),
        ...own,
        ...(route.idempotent ? [ref('parameters', 'IdempotencyKey')] : []),
        ref('parameters', 'RequestId'),
        ref('parameters', 'CorrelationId'),
      ],
      ...body,
      responses: {
        ...success(route),
        ...errorReferences([...failures].sort((a, b) => a - b)),
      },
    },
  };
}

function success(route: RouteDefinition): Record<string, JsonSchema> {
  const headers = {
    ...requestHeaders,
    ...(route.idempotent ? { 'Idempotency-Replayed': ref('headers', 'Replayed') } : {}),
    ...(route.status === 201 || route.status === 202 ? { Location: ref('headers', 'Location') } : {}),
  };
  const description = 'Done.';
  if (route.contentType !== undefined) {
    const schema = { type: 'string' };
    const content = { [mediaType(route.contentType)]: { schema } };
    return { [route.status ?? 200]: { description, headers, content } };
  }
  if (route.answer === null) return { [route.status ?? 204]: { description, headers } };
  const data = jsonSchema(route.answer, 'output');
  const envelope = {
    type: 'object',
    properties: { data, meta: ref('schemas', 'RouteMeta') },
    required: ['data', 'meta'],
    additionalProperties: false,
  };
  const schema = route.envelope === false ? data : envelope;
  return {
    [route.status ?? 200]: { description, headers, content: { 'application/json': { schema } } },
  };
}
