import { z } from 'zod';
import { DomainError } from '../../core/domain-error.ts';
import { parkedPlace } from '../../platform/projection-operations/parked-place.ts';
import { deadLetter, parkedStream } from '../../platform/projection-operations/views.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { requireProjection } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';
import { pageCursor } from './page-cursor.ts';
import { readPayloads } from './read-payloads.ts';
import { streamName } from './stream-name.ts';

const tags = ['dead letters'];
const name = z.string().min(1).max(200);
const revision = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const limit = z.coerce.number().int().min(1).max(200).default(50);
const letter = deadLetter.extend({
  payload: z
    .unknown()
    .optional()
    .describe(
      "Only where it is asked for: today's form, personal data masked; null where it cannot be read.",
    ),
});

/** Looking at dead letters. */
export function deadLetterRoutes(dependencies: OperationsDependencies): RouteDefinition[] {
  const { operations, projections } = dependencies;
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
    defineRoute({
      method: 'get',
      path: '/dead-letters/:projection/:stream',
      base: 'root',
      operationId: 'getDeadLetters',
      summary:
        'Dead letters of one stream in order; payload=true shows what is in them, and fewer where that is much.',
      tags,
      auth: false,
      params: z.strictObject({ projection: name, stream: streamName }),
      query: z.strictObject({
        payload: z.enum(['true', 'false']).default('false'),
        from: revision.default(0),
        limit,
      }),
      answer: z.object({
        projection: z.string(),
        stream: z.string(),
        retryRequestedAt: z.string().nullable(),
        events: z.int().describe('All dead letters of the stream.'),
        deadLetters: z.array(letter),
        nextRevision: z.int().nullable(),
      }),
      async handle({ params: { projection, stream }, query }) {
        requireProjection(projection, known);
        const [parked] = await operations.parkedStreams({ projection, stream, after: null, limit: 1 });
        if (!parked) throw noLetters(projection, stream);
        const found = await operations.deadLetters({
          projection,
          stream,
          from: query.from,
          limit: query.limit + 1,
        });
        const all = found.slice(0, query.limit);
        const payloads = query.payload === 'true' ? await readPayloads(dependencies, stream, all) : null;
        const page = payloads ? all.filter((each) => each.revision <= payloads.through) : all;
        return {
          projection,
          stream,
          retryRequestedAt: parked.retryRequestedAt,
          events: parked.events,
          deadLetters: page.map((each) => ({
            ...each,
            ...(payloads && { payload: payloads.of.get(each.revision) ?? null }),
          })),
          nextRevision: found[page.length]?.revision ?? null,
        };
      },
    }),
  ];
}

/** NOT_FOUND where nothing is set aside. */
export function noLetters(projection?: string, stream?: string): DomainError {
  const whose = projection === undefined ? 'no projection has' : `${projection} has no`;
  return new DomainError('NOT_FOUND', `${whose} dead letters${stream === undefined ? '' : ` of ${stream}`}`);
}
