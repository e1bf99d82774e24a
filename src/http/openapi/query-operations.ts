import type { ListField, QueryDefinition } from '../../core/define-query.ts';
import { operatorsOf } from '../../runtime/queries/filters.ts';
import { apiBase, pathParameters } from '../paths.ts';
import { errorReferences, requestHeaders } from './error-responses.ts';
import { type JsonSchema, jsonSchema, objectSchema, ref } from './json-schema.ts';
import { documentedPath, lowerFirst, type Operation, pathParameterObjects, tagOf } from './operation.ts';

const failures = [400, 401, 403, 404, 406, 429, 431, 500, 503];

/** The operation of one query. */
export function queryOperation(query: QueryDefinition): Operation {
  const names = pathParameters(query.route);
  const { properties, required } = objectSchema(query.params, 'input');
  const own = Object.entries(properties)
    .filter(([name]) => !names.includes(name))
    .map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));

  const item = jsonSchema(query.item, 'output');
  const data = query.kind === 'one' ? item : { type: 'array', items: item };
  const meta = ref('schemas', query.kind === 'one' ? 'QueryMeta' : 'ListMeta');
  const headers = { ...requestHeaders, ETag: { ...ref('headers', 'ETag') } };

  return {
    method: 'get',
    path: documentedPath(apiBase + query.route),
    operation: {
      operationId: lowerFirst(query.name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())),
      summary: query.summary,
      tags: [tagOf(query.route)],
      parameters: [
        ...pathParameterObjects(names, properties),
        ...own,
        ...(query.kind === 'list' ? listParameters(query) : []),
        ...['ConsistencyToken', 'Prefer', 'IfNoneMatch', 'RequestId', 'CorrelationId'].map((name) =>
          ref('parameters', name),
        ),
      ],
      responses: {
        200: {
          description: 'Found.',
          headers,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { data, meta, links: ref('schemas', 'Links') },
                required: ['data', 'meta', 'links'],
                additionalProperties: false,
              },
            },
          },
        },
        304: { description: 'The client has it already.', headers },
        ...errorReferences(failures),
      },
    },
  };
}

function listParameters({ fields, defaultSort }: Extract<QueryDefinition, { kind: 'list' }>): JsonSchema[] {
  const filters = Object.entries(fields).filter(([, field]) => field.filter);
  const sortable = Object.entries(fields).flatMap(([name, field]) => (field.sort ? [name] : []));
  return [
    ...filters.map(([name, field]) => filterParameter(name, field)),
    {
      name: 'sort',
      in: 'query',
      required: false,
      description: `field:asc or field:desc, several separated by commas; fields: ${sortable.join(', ')}.`,
      schema: { type: 'string', default: defaultSort },
    },
    ...['Cursor', 'Limit', 'Page', 'PerPage'].map((name) => ref('parameters', name)),
  ];
}

function filterParameter(name: string, { type }: ListField): JsonSchema {
  const operators = operatorsOf[type];
  return {
    name: `filter[${name}]`,
    in: 'query',
    required: false,
    description: `Equals, or filter[${name}][operator] with ${operators.join(', ')}. Type: ${type}.`,
    schema: { type: 'string' },
    'x-operators': operators,
  };
}
