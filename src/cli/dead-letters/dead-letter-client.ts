import { z } from 'zod';
import { deadLetter, parkedStream } from '../../platform/projection-operations/views.ts';
import type { OperationsContext } from '../operations-context.ts';

const page = z.object({
  streams: z.array(parkedStream),
  total: z.object({ streams: z.number(), events: z.number(), retrying: z.number() }),
  nextCursor: z.string().nullable(),
});
export type ParkedPage = z.output<typeof page>;

const ofStream = z.object({
  projection: z.string(),
  stream: z.string(),
  events: z.number(),
  deadLetters: z.array(deadLetter.extend({ payload: z.unknown().optional() })),
  nextRevision: z.number().nullable(),
});
export type StreamLetters = z.output<typeof ofStream>;

interface Chosen {
  readonly projection?: string | undefined;
  readonly stream?: string | undefined;
  readonly limit?: number | undefined;
}

/** Parked streams, with their first dead letters. */
export function readParked({ ask }: OperationsContext, chosen: Chosen): Promise<ParkedPage> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(chosen)) if (value !== undefined) query.set(name, String(value));
  return ask({ method: 'GET', path: `/dead-letters?${query}`, answer: page, patienceMs: 10_000 });
}

/** Dead letters of one stream, with their payloads where they are wanted. */
export function readLetters(
  { ask }: OperationsContext,
  {
    projection,
    stream,
    payload,
    from,
  }: { projection: string; stream: string; payload: boolean; from: number },
): Promise<StreamLetters> {
  // Not in the path: there, `.` and `..` mean something else.
  const query = new URLSearchParams({
    projection,
    stream,
    from: String(from),
    ...(payload && { payload: 'true' }),
  });
  return ask({ method: 'GET', path: `/dead-letters/events?${query}`, answer: ofStream, patienceMs: 2000 });
}
