import { z } from 'zod';
import { DomainError } from '../../core/domain-error.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { noLetters } from './dead-letter-routes.ts';
import { requireProjection } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';
import { streamName } from './stream-name.ts';

const tags = ['dead letters'];
const name = z.string().min(1).max(200);

/** Taking up dead letters again, with or without the first one. The projector does so within a second or two. */
export function deadLetterChanges({
  operations,
  projections,
  note,
}: OperationsDependencies): RouteDefinition[] {
  const known = projections.map((projection) => projection.name);
  return [
    defineRoute({
      method: 'post',
      path: '/dead-letters/retry',
      base: 'root',
      operationId: 'retryDeadLetters',
      summary:
        'Try dead letters again, in order: all of them, those of a projection or of a stream, or of both.',
      tags,
      auth: false,
      body: z.strictObject({ projection: name.optional(), stream: streamName.optional() }),
      answer: z.object({ streams: z.int().describe('Streams that are tried again.') }),
      status: 202,
      async handle({ body, ids }) {
        const { projection, stream } = body;
        if (projection !== undefined) requireProjection(projection, known);
        const streams = await operations.retry({ projection, stream });
        if (streams === 0) throw noLetters(projection, stream);
        note('a retry of dead letters was requested', { ...ids, projection, stream, streams });
        return { streams };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/dead-letters/discard',
      base: 'root',
      operationId: 'discardDeadLetter',
      summary: 'Go on without the first dead letter of a stream, and try those behind it again.',
      tags,
      auth: false,
      body: z.strictObject({ projection: name, stream: streamName, revision: z.int().min(0) }),
      answer: z.object({ projection: z.string(), stream: z.string(), revision: z.int() }),
      status: 202,
      errors: [409],
      async handle({ body, ids }) {
        const { projection, stream, revision } = body;
        requireProjection(projection, known);
        if (!(await operations.discard(body))) {
          const [parked] = await operations.parkedStreams({ projection, stream, after: null, limit: 1 });
          if (!parked) throw noLetters(projection, stream);
          const message = `the first dead letter of ${stream} is revision ${parked.first.revision}, not ${revision}`;
          throw new DomainError('CONFLICT', message, [{ field: 'revision', message }]);
        }
        note('a dead letter was discarded', { ...ids, projection, stream, revision });
        return { projection, stream, revision };
      },
    }),
  ];
}
