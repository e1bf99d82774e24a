import type { CommandRoute } from '../../core/define-command.ts';
import { bulkBody } from '../bulk-commands.ts';
import { apiBase, pathParameters } from '../paths.ts';
import type { PublicCommand } from '../public-commands.ts';
import { errorReferences, requestHeaders } from './error-responses.ts';
import { outcomeName } from './event-schemas.ts';
import { type JsonSchema, jsonSchema, objectSchema, ref } from './json-schema.ts';
import { documentedPath, lowerFirst, type Operation, pathParameterObjects, tagOf } from './operation.ts';

const failures = [400, 401, 403, 404, 406, 408, 409, 412, 413, 415, 422, 429, 431, 500, 503];

/** Operations of one command: its own routes, and `/commands/{type}`. */
export function commandOperations(target: PublicCommand): Operation[] {
  const { command, routes, source } = target;
  const input = objectSchema(command.input, 'input');
  const filled = source === 'input' ? [] : [command.target];

  const operation = (route: CommandRoute, operationId: string, tag: string) => {
    const { method, path } = route;
    const names = pathParameters(path);
    const body = input.without([...names, ...filled]);
    const bodyRequired = Array.isArray(body.required) && body.required.length > 0;
    return {
      method,
      path: documentedPath(apiBase + path),
      operation: {
        operationId,
        summary: command.summary,
        tags: [tag],
        parameters: [
          ...pathParameterObjects(names, input.properties),
          ...['DryRun', 'IdempotencyKey', 'IfMatch', 'RequestId', 'CorrelationId'].map((name) =>
            ref('parameters', name),
          ),
        ],
        requestBody: { required: bodyRequired, content: { 'application/json': { schema: body } } },
        responses: { ...successes(target, route), ...errorReferences(failures) },
      },
    };
  };

  const name = lowerFirst(command.type);
  return [
    ...routes.map((route, index) =>
      operation(route, index === 0 ? name : `${name}${index + 1}`, tagOf(route.path)),
    ),
    operation(target.byType, `issue${command.type}`, 'commands'),
  ];
}

/** `POST /commands`. */
export function bulkOperation(targets: readonly PublicCommand[]): Operation {
  const names = new Set(targets.map(({ command }) => outcomeName(command.stream.events)));
  const result = {
    type: 'object',
    properties: {
      status: { type: 'integer' },
      data: { anyOf: [...names].map((name) => ref('schemas', name)) },
      replayed: { const: true },
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: ref('schemas', 'ErrorCode'),
          message: { type: 'string' },
          details: { type: 'array', items: ref('schemas', 'ErrorDetail') },
        },
        additionalProperties: false,
      },
    },
    required: ['status'],
    additionalProperties: false,
  };
  return {
    method: 'post',
    path: `${apiBase}/commands`,
    operation: {
      operationId: 'issueCommands',
      summary: 'Issue up to 1,000 commands, one after the other; each has its own result.',
      description: `Types: ${targets.map(({ command }) => command.type).join(', ')}.`,
      tags: ['commands'],
      parameters: ['DryRun', 'IdempotencyKey', 'RequestId', 'CorrelationId'].map((name) =>
        ref('parameters', name),
      ),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(bulkBody, 'input') } },
      },
      responses: {
        200: {
          description: 'One result per command, in order.',
          headers: {
            ...requestHeaders,
            'X-Consistency-Token': ref('headers', 'ConsistencyToken'),
            'Idempotency-Replayed': ref('headers', 'Replayed'),
          },
          content: { 'application/json': { schema: envelope({ type: 'array', items: result }) } },
        },
        ...errorReferences([400, 401, 406, 408, 413, 415, 429, 431, 500, 503]),
      },
    },
  };
}

function successes({ command, self }: PublicCommand, { creates }: CommandRoute): Record<string, JsonSchema> {
  const schema = envelope(ref('schemas', outcomeName(command.stream.events)));
  const headers = {
    ...requestHeaders,
    ETag: ref('headers', 'ETag'),
    'X-Consistency-Token': ref('headers', 'ConsistencyToken'),
    'Idempotency-Replayed': ref('headers', 'Replayed'),
  };
  const content = { 'application/json': { schema } };
  const done = { description: 'Done, or decided in a dry run.', headers, content };
  const isNew = command.expects === 'new';
  if (!isNew && creates === undefined) return { 200: done };
  const location = self || creates ? { Location: ref('headers', 'Location') } : {};
  const unmade = isNew ? 'Decided in a dry run.' : 'Decided in a dry run, or there already.';
  return {
    200: { ...done, description: unmade },
    201: { description: 'Made.', headers: { ...headers, ...location }, content },
  };
}

function envelope(data: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { data, meta: ref('schemas', 'CommandMeta'), links: ref('schemas', 'Links') },
    required: ['data', 'meta', 'links'],
    additionalProperties: false,
  };
}
