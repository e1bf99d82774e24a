import type { EventFamily } from '../../core/define-events.ts';
import { type JsonSchema, jsonSchema, ref } from './json-schema.ts';

/** Name of the component with the answer to commands on one category of streams. */
export function outcomeName({ category }: EventFamily): string {
  return `${category.charAt(0).toUpperCase()}${category.slice(1)}CommandResult`;
}

/** Schemas of the events of a category and of what its commands answer. */
export function eventComponents(family: EventFamily): Record<string, JsonSchema> {
  const payloads = Object.entries(family.schemas).map(([type, schema]) => [
    type,
    jsonSchema(schema, 'output'),
  ]);
  const event = Object.keys(family.schemas).map((type) => ({
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      type: { const: type },
      revision: { type: 'integer', minimum: 0 },
      data: ref('schemas', type),
    },
    required: ['id', 'type', 'revision', 'data'],
    additionalProperties: false,
  }));
  const outcome = {
    type: 'object',
    properties: {
      id: { type: 'string' },
      revision: { type: 'integer', minimum: -1 },
      events: { type: 'array', items: { oneOf: event } },
    },
    required: ['id', 'revision', 'events'],
    additionalProperties: false,
  };
  return { ...Object.fromEntries(payloads), [outcomeName(family)]: outcome };
}
