import { z } from 'zod';
import { deadLetter } from '../../platform/projection-operations/views.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { noLetters } from './dead-letter-routes.ts';
import { requireProjection } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';
import { readPayloads } from './read-payloads.ts';
import { streamName } from './stream-name.ts';

const params = z.strictObject({ projection: z.string().min(1).max(200), stream: streamName });
const query = z.strictObject({
  payload: z.enum(['true', 'false']).default('false'),
  from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const letter = deadLetter.extend({
  payload: z
    .unknown()
    .optional()
    .describe(
      "Only where it is asked for: today's form, personal data masked; null where it cannot be read.",
    ),
});
const answer = z.object({
  projection: z.string(),
  stream: z.string(),
  retryRequestedAt: z.string().nullable(),
  events: z.int().describe('All dead letters of the stream.'),
  deadLetters: z.array(letter),
  nextRevision: z.int().nullable(),
});
const same = {
  method: 'get',
  base: 'root',
  summary:
    'Dead letters of one stream in order; payload=true shows what is in them, and fewer where that is much.',
  tags: ['dead letters'],
  auth: false,
  answer,
} as const;

/** Looking at the dead letters of one stream. */
export function parkedStreamRoutes(dependencies: OperationsDependencies): RouteDefinition[] {
  return [
    defineRoute({
      ...same,
      path: '/dead-letters/:projection/:stream',
      operationId: 'getDeadLetters',
      params,
      query,
      handle: (asked) => lettersOf(dependencies, asked.params, asked.query),
    }),
    // Clients take `.` and `..` out of a path, encoded or not, so there such a stream cannot be named.
    defineRoute({
      ...same,
      path: '/dead-letters/events',
      operationId: 'findDeadLetters',
      query: params.extend(query.shape),
      handle: (asked) => lettersOf(dependencies, asked.query, asked.query),
    }),
  ];
}

async function lettersOf(
  dependencies: OperationsDependencies,
  { projection, stream }: z.output<typeof params>,
  { payload, from, limit }: z.output<typeof query>,
): Promise<z.output<typeof answer>> {
  const { operations, projections } = dependencies;
  requireProjection(
    projection,
    projections.map(({ name }) => name),
  );
  const [parked] = await operations.parkedStreams({ projection, stream, after: null, limit: 1 });
  if (!parked) throw noLetters(projection, stream);
  const found = await operations.deadLetters({ projection, stream, from, limit: limit + 1 });
  const all = found.slice(0, limit);
  const payloads = payload === 'true' ? await readPayloads(dependencies, stream, all) : null;
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
}
