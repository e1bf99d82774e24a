import { STATUS_CODES } from 'node:http';
import { errorCodes } from '../../core/domain-error.ts';
import { statusOf } from '../status-of.ts';
import { type JsonSchema, ref } from './json-schema.ts';

const detail = {
  type: 'object',
  required: ['field', 'message'],
  properties: {
    field: { type: 'string', description: 'Dotted path into the input, empty for the whole of it.' },
    message: { type: 'string' },
    projections: {
      type: 'array',
      description: 'Of X-Consistency-Token with UNAVAILABLE: what is behind, furthest behind first.',
      items: {
        type: 'object',
        required: ['name', 'state', 'position', 'lagMs'],
        properties: {
          name: { type: 'string' },
          state: { type: 'string', enum: ['diverged', 'paused', 'building', 'catching-up', 'running'] },
          position: { type: 'string' },
          lagMs: { type: 'number', minimum: 0 },
        },
      },
    },
  },
};

const codesOf = (status: number) => errorCodes.filter((code) => statusOf[code] === status);
const errorStatuses = [...new Set(Object.values(statusOf))].sort((a, b) => a - b);

/** Schemas that every error shares. */
export const errorSchemas: Readonly<Record<string, JsonSchema>> = {
  ErrorCode: { type: 'string', enum: [...errorCodes], description: 'Stable; what programs decide by.' },
  ErrorDetail: detail,
};

/** One response per error status, each with the codes it can have. */
export function errorResponses(): Record<string, JsonSchema> {
  return Object.fromEntries(errorStatuses.map((status) => [responseName(status), errorResponse(status)]));
}

/** References to the responses of some statuses, by status. */
export function errorReferences(statuses: readonly number[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), ref('responses', responseName(status))]),
  );
}

function responseName(status: number): string {
  return `Error${status}`;
}

function errorResponse(status: number): JsonSchema {
  const code = { type: 'string', enum: codesOf(status) };
  const text = { type: 'string' };
  const details = { type: 'array', items: ref('schemas', 'ErrorDetail') };
  const error = {
    type: 'object',
    required: ['code', 'message', 'requestId'],
    properties: { code, message: text, details, requestId: text },
    additionalProperties: false,
  };
  const problem = {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'requestId'],
    properties: {
      type: text,
      title: text,
      status: { const: status },
      detail: text,
      code,
      requestId: text,
      errors: details,
    },
    additionalProperties: false,
  };
  const answer = { type: 'object', required: ['error'], properties: { error }, additionalProperties: false };
  return {
    description: `${STATUS_CODES[status]}: ${codesOf(status).join(', ')}`,
    headers: { ...requestHeaders, ...headersOf(status) },
    content: { 'application/json': { schema: answer }, 'application/problem+json': { schema: problem } },
  };
}

/** Headers of every response. */
export const requestHeaders = {
  'X-Request-Id': ref('headers', 'RequestId'),
  'X-Correlation-Id': ref('headers', 'CorrelationId'),
};

function headersOf(status: number): JsonSchema {
  if (status === 401) return { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } };
  if (status === 429 || status === 503)
    return { 'Retry-After': { required: true, description: 'Seconds.', schema: { type: 'integer' } } };
  return {};
}
