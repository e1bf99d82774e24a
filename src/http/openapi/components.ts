import { errorResponses, errorSchemas } from './error-responses.ts';
import type { JsonSchema } from './json-schema.ts';

const text = { type: 'string' };
const id = { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' };
const position = {
  type: 'string',
  pattern: '^\\d+$',
  description: 'Position in the event log: what X-Consistency-Token takes.',
};
const readPosition = {
  ...position,
  description:
    'The read models that the answer comes from hold everything up to this position of the event log.',
};
const lagMs = {
  type: 'number',
  minimum: 0,
  description:
    'At most the age, in milliseconds, of the oldest event that these read models do not hold yet; 0 when there is none.',
};
const nullableCursor = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };

function closedObject(properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function header(name: string, schema: JsonSchema, description: string, example?: unknown): JsonSchema {
  return {
    name,
    in: 'header',
    required: false,
    description,
    schema,
    ...(example === undefined ? {} : { example }),
  };
}

/** Everything that operations refer to, apart from the schemas of single commands, events and queries. */
export function sharedComponents(): Record<'schemas' | 'responses' | 'parameters' | 'headers', JsonSchema> {
  return {
    schemas: {
      ...errorSchemas,
      CommandMeta: closedObject({ requestId: id, position, dryRun: { const: true } }, ['requestId']),
      QueryMeta: closedObject({ requestId: id, position: readPosition, lagMs }, [
        'requestId',
        'position',
        'lagMs',
      ]),
      ListMeta: closedObject(
        {
          requestId: id,
          position: readPosition,
          lagMs,
          page: {
            oneOf: [
              closedObject({ limit: count, nextCursor: nullableCursor, prevCursor: nullableCursor }, [
                'limit',
                'nextCursor',
                'prevCursor',
              ]),
              closedObject({ page: count, perPage: count, total: count, pages: count }, [
                'page',
                'perPage',
                'total',
                'pages',
              ]),
            ],
          },
        },
        ['requestId', 'position', 'lagMs', 'page'],
      ),
      RouteMeta: closedObject({ requestId: id }, ['requestId']),
      Links: closedObject({ self: text, next: text, prev: text }, ['self']),
    },
    responses: errorResponses(),
    parameters: {
      RequestId: header('X-Request-Id', id, 'Id of this request; made where it is missing.'),
      CorrelationId: header('X-Correlation-Id', id, 'Shared by everything that belongs together.'),
      IdempotencyKey: header(
        'Idempotency-Key',
        { type: 'string', minLength: 1, maxLength: 200 },
        'The same key, route and body give the first answer again.',
        'b0a1d9e2-report-q3',
      ),
      IfMatch: header('If-Match', text, 'ETag of the revision that the command is meant for, or *.', '"3"'),
      IfNoneMatch: header('If-None-Match', text, 'ETag of the answer that the client has.'),
      ConsistencyToken: header(
        'X-Consistency-Token',
        { type: 'string', pattern: '^\\d{1,19}$' },
        'The answer holds everything up to this position: only the read models that it comes from are waited for. ' +
          'Where they do not get there in time, the answer is 503 UNAVAILABLE; `details[0].projections` tells which ' +
          'are behind, and whether they are paused, being built or catching up. Without this header the answer is what ' +
          'the read models hold now.',
      ),
      Prefer: header('Prefer', text, 'Seconds to wait for X-Consistency-Token, at most 10.', 'wait=2'),
      DryRun: {
        name: 'dryRun',
        in: 'query',
        required: false,
        description: 'Does everything but the append.',
        schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
      },
      Cursor: {
        name: 'cursor',
        in: 'query',
        required: false,
        description: 'From links.next.',
        schema: text,
      },
      Limit: {
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      Page: {
        name: 'page',
        in: 'query',
        required: false,
        description: 'Numbered pages with a total, instead of a cursor.',
        schema: { type: 'integer', minimum: 1 },
      },
      PerPage: {
        name: 'perPage',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
    },
    headers: {
      RequestId: { required: true, schema: id },
      CorrelationId: { required: true, schema: id },
      ETag: { description: 'For If-Match and If-None-Match.', schema: text },
      Location: { description: 'Where what was made can be read.', schema: text },
      ConsistencyToken: { description: 'For queries that must see this.', schema: position },
      Replayed: {
        description: 'Answered before; nothing was done now.',
        schema: { type: 'string', const: 'true' },
      },
    },
  };
}
