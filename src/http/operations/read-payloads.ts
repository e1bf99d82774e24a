import { maskPersonal } from '../../platform/mask-personal.ts';
import type { DeadLetterView } from '../../platform/projection-operations/views.ts';
import { streamOfText } from '../../platform/stream-text.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';

/** Other events of the stream may stand between dead letters: no more than this are read. */
const mostRead = 1_000;

/**
 * Payloads of dead letters by revision, in today's form, with personal data masked. Those that cannot be
 * decoded have none: nobody knows what in them is personal.
 */
export async function readPayloads(
  { log, personalFields }: Pick<OperationsDependencies, 'log' | 'personalFields'>,
  stream: string,
  letters: readonly DeadLetterView[],
): Promise<Map<number, unknown>> {
  const revisions = letters.map(({ revision }) => revision);
  const [first, last] = [revisions[0], revisions.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const logged = await log.readLogged(streamOfText(stream), first, Math.min(mostRead, last - first + 1));
  return new Map(
    logged.flatMap((entry) =>
      entry.ok ? [[entry.event.revision, maskPersonal(entry.event.data, personalFields)] as const] : [],
    ),
  );
}
