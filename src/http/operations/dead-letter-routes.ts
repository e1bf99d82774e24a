import { z } from 'zod';
import { DomainError } from '../../core/domain-error.ts';
import { parkedPlace } from '../../platform/projection-operations/parked-place.ts';
import { parkedStream } from '../../platform/projection-operations/views.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { requireProjection } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';
import { pageCursor } from './page-cursor.ts';
import { streamName } from './stream-name.ts';

const tags = ['dead letters'];
const name = z.string().min(1).max(200);
const limit = z.coerce.number().int().min(1).max(200).default(50);

/** Looking for dead letters. */
export function deadLetterRoutes({ operations, projections }: OperationsDependencies): RouteDefinition[] {
  const known = projections.map((projection) => projection.name);
  return [
    defineRoute({
      method: 'get',
      path: '/dead-letters',
      base: 'root',
      operationId: 'listDeadLetters',
      summary: 'Parked streams, each with its first dead letter.',
      tags,
      auth: false,
      query: z.strictObject({
        projection: name.optional(),
        stream: streamName.optional(),
        cursor: z.string().max(pageCursor.maxLength).optional(),
        limit,
      }),
      answer: z.object({
        streams: z.array(parkedStream),
        total: z.object({ streams: z.int(), events: z.int(), retrying: z.int() }),
        nextCursor: z.string().nullable(),
      }),
      async handle({ query }) {
        const { projection, stream } = query;
        if (projection !== undefined) requireProjection(projection, known);
        const after = query.cursor === undefined ? null : pageCursor.read(query.cursor);
        const [found, total] = await Promise.all([
          operations.parkedStreams({ projection, stream, after, limit: query.limit + 1 }),
          operations.countParkedStreams({ projection, stream }),
        ]);
        const streams = found.slice(0, query.limit);
        const last = streams.at(-1);
        const isMore = found.length > streams.length && last !== undefined;
        return { streams, total, nextCursor: isMore ? pageCursor.write(parkedPlace(last)) : null };
      },
    }),
  ];
}

/** NOT_FOUND where nothing is set aside. */
export function noLetters(projection?: string, stream?: string): DomainError {
  const whose = projection === undefined ? 'no projection has' : `${projection} has no`;
  return new DomainError('NOT_FOUND', `${whose} dead letters${stream === undefined ? '' : ` of ${stream}`}`);
}
