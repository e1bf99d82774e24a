import { maskPersonal } from '../../platform/mask-personal.ts';
import type { DeadLetterView } from '../../platform/projection-operations/views.ts';
import { streamOfText } from '../../platform/stream-text.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';

/** Other events of the stream may stand between dead letters: no more than this are read. */
const mostRead = 1_000;
const mostBytes = 4 * 2 ** 20;

interface Payloads {
  /** By revision. */
  readonly of: ReadonlyMap<number, unknown>;
  /** Up to which revision they were read. */
  readonly through: number;
}

/**
 * Payloads of dead letters, in today's form, with personal data masked: of all of them, or of as many as one
 * answer can hold. Those that cannot be decoded have none: nobody knows what in them is personal.
 */
export async function readPayloads(
  { log, personalFields }: Pick<OperationsDependencies, 'log' | 'personalFields'>,
  streamText: string,
  letters: readonly DeadLetterView[],
): Promise<Payloads> {
  const [first, last] = [letters[0]?.revision, letters.at(-1)?.revision];
  if (first === undefined || last === undefined) return { of: new Map(), through: 0 };
  const stream = streamOfText(streamText);
  const logged = await log.readLogged(stream, first, Math.min(mostRead, last - first + 1), mostBytes);
  const reached = logged.at(-1)?.event.revision ?? last;
  const isWhole = reached >= last || (await log.readLogged(stream, reached + 1, 1)).length === 0;
  return {
    of: new Map(
      logged.flatMap((entry) =>
        entry.ok ? [[entry.event.revision, maskPersonal(entry.event.data, personalFields)] as const] : [],
      ),
    ),
    through: isWhole ? last : reached,
  };
}
