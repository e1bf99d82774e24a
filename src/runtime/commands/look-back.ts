import { type StreamDefinition, streamName } from '../../core/define-stream.ts';
import { DomainError } from '../../core/domain-error.ts';
import { type EventLog, noStream } from '../../core/ports.ts';
import type { CommandOutcome } from './command-outcome.ts';
import type { HandledCommand } from './folded-stream.ts';

/** Events that a stale If-Match is shown at most. */
const shownEvents = 50;

/** The answer that a command got the first time. Throws IDEMPOTENCY_KEY_REUSED for another input. */
export async function firstAnswer(
  log: EventLog,
  stream: StreamDefinition,
  id: string,
  handled: HandledCommand,
  hash: string,
): Promise<CommandOutcome> {
  if (handled.hash !== hash) {
    throw new DomainError(
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key was used with another request body',
    );
  }
  const { firstRevision, lastRevision } = handled;
  const count = lastRevision - firstRevision + 1;
  const recorded = await log.readStream(streamName(stream, id), firstRevision, count);
  const events = recorded.map(({ id: eventId, type, data, revision }) => ({
    id: eventId,
    type,
    data,
    revision,
  }));
  const last = recorded.at(-1);
  return {
    streamId: id,
    revision: last?.revision ?? noStream,
    position: last?.position ?? null,
    events,
    replayed: true,
  };
}

/** PRECONDITION_FAILED with what happened since the revision that the client named. */
export async function preconditionFailed(
  log: EventLog,
  stream: string,
  expected: number,
  actual: number,
): Promise<DomainError> {
  const missed = expected < actual ? await log.readStream(stream, expected + 1, shownEvents) : [];
  return new DomainError('PRECONDITION_FAILED', `the current revision is ${actual}, not ${expected}`, [
    { field: 'If-Match', message: `expected revision ${expected}`, currentRevision: actual },
    ...missed.map(({ type, revision, recordedAt, meta }) => ({
      field: '',
      message: `${type} came between`,
      type,
      revision,
      recordedAt,
      actor: meta.actor,
    })),
  ]);
}
