import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext, CommandDefinition } from '../../core/define-command.ts';
import type { EventMetadata } from '../../core/define-events.ts';
import { streamName } from '../../core/define-stream.ts';
import { DomainError } from '../../core/domain-error.ts';
import {
  type Clock,
  type EventLog,
  LogUnavailableError,
  type ReadModelReader,
  WrongRevisionError,
} from '../../core/ports.ts';
import { backoffMs } from '../backoff.ts';
import { parseInput } from '../parse-input.ts';
import { checkAccess, checkExistence } from './check-command.ts';
import { eventIdOf, fingerprint } from './command-ids.ts';
import type { CommandOutcome, OutcomeEvent } from './command-outcome.ts';
import type { FoldedStream } from './folded-stream.ts';
import { firstAnswer, preconditionFailed } from './look-back.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createFactReader } from './read-facts.ts';
import { createStreamStates } from './stream-states.ts';

export interface CommandRequest {
  /** The same on every retry of the same request; see `commandIdOf`. */
  readonly commandId: string;
  /** Revision that the client last saw (If-Match): anything newer is a PRECONDITION_FAILED. */
  readonly expectedRevision?: number;
  /** Decide, but append nothing. */
  readonly dryRun?: boolean;
}

/**
 * Parses, decides and appends. Throws DomainError for every refusal; what it answers is durable.
 * The id of a stream that a command makes is its command id, unless the input names one.
 */
export type HandleCommand = (
  command: CommandDefinition,
  input: unknown,
  context: CommandContext,
  request: CommandRequest,
) => Promise<CommandOutcome>;

interface Dependencies {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly readModels: ReadModelReader;
  /** Categories of the streams that serve as facts so often that they are followed; see `followStreams`. */
  readonly followed?: readonly string[];
}

/** Appends that lost against another process are decided again at most this often. */
const maxAttempts = 8;
/** Age up to which the state of another stream serves as a fact, in milliseconds. */
const factAge = 1000;

/** Builds the command engine. See `docs/architecture.md`, "The way of a command". */
export function createCommandHandler({ log, clock, readModels, followed = [] }: Dependencies): {
  handle: HandleCommand;
  /** Folded states, for other readers of single streams in this process. */
  facts: (organizationId: string, maxAgeMs?: number) => ReturnType<typeof createFactReader>;
} {
  const states = createStreamStates(log, clock, { followed });
  const inOrder = oneAtATime(clock);
  const inFlight = new Set<string>();
  const facts = (organizationId: string, maxAgeMs = factAge) =>
    createFactReader({ states, log, readModels }, organizationId, maxAgeMs);

  interface Attempt {
    readonly command: CommandDefinition;
    readonly input: Record<string, unknown>;
    readonly id: string;
    readonly hash: string;
    readonly context: CommandContext;
    readonly request: CommandRequest;
  }

  /** Decides on one view of the world: a remembered one, or, with `maxAgeMs` 0, one just read. */
  async function decide(attempt: Attempt, known: FoldedStream, maxFactAge: number) {
    const { command, input, context, request } = attempt;
    checkExistence(command, known, context);
    checkAccess(command, known.state, context, input);
    const reader = facts(context.organizationId, maxFactAge);
    const found = await command.prepare?.(input, reader, context, known.state);
    const { commandId, expectedRevision } = request;
    const now = clock.now();
    const decided = () => command.decide(known.state, input, { ...context, now, commandId, facts: found });
    if (expectedRevision === undefined || expectedRevision === known.revision) return decided();
    throwDenial(decided);
    throw await preconditionFailed(
      log,
      streamName(command.stream, attempt.id),
      expectedRevision,
      known.revision,
    );
  }

  async function attemptOnce(attempt: Attempt, fresh: boolean): Promise<CommandOutcome> {
    const { command, id, hash, context, request } = attempt;
    const { commandId } = request;
    const name = streamName(command.stream, id);
    const known = await states.load(command.stream, id, fresh ? 0 : Number.POSITIVE_INFINITY);

    const handled = known.commands.get(commandId);
    if (handled) return firstAnswer(log, command.stream, id, handled, hash);

    const decided = await decide(attempt, known, fresh ? 0 : factAge);
    // Only an append shows that remembered state is the newest.
    if (decided.length === 0 && !fresh) return attemptOnce(attempt, true);
    const meta: Omit<EventMetadata, 'schemaVersion'> = {
      $correlationId: context.correlationId,
      $causationId: context.causationId,
      commandId,
      commandType: command.type,
      commandHash: hash,
      organizationId: context.organizationId,
      actor: context.actor,
      requestId: context.requestId,
    };
    const stored = decided.map(({ type, data: given }, index) => {
      const data = payloadOf(command, type, given);
      return { id: eventIdOf(meta, index, { type, data }), type, data, meta };
    });
    const events = stored.map(({ id: eventId, type, data }, index): OutcomeEvent => {
      return { id: eventId, type, data, revision: known.revision + 1 + index };
    });
    const outcome = {
      streamId: id,
      revision: known.revision,
      position: known.position,
      events,
      replayed: false,
    };
    if (request.dryRun || events.length === 0) return outcome;

    const askedAt = clock.elapsed();
    const { revision, position } = await log.append(name, known.revision, stored);
    const full = { ...meta, schemaVersion: 0 };
    const appended = events.map((event) => ({ ...event, meta: full, position }));
    states.extend(command.stream, id, known, appended, askedAt);
    return { ...outcome, revision, position };
  }

  /** Tries on remembered state first; whatever that refuses is decided again on fresh state. */
  async function run(attempt: Attempt): Promise<CommandOutcome> {
    let fresh = attempt.request.dryRun ?? false;
    for (let tries = 1; ; tries++) {
      try {
        return await attemptOnce(attempt, fresh);
      } catch (error) {
        if (error instanceof DomainError && error.code !== 'UNAVAILABLE' && !fresh) {
          fresh = true;
          continue;
        }
        if (error instanceof LogUnavailableError) throw new DomainError('UNAVAILABLE', error.message);
        if (!(error instanceof WrongRevisionError)) throw error;
        if (tries >= maxAttempts) throw new DomainError('CONFLICT', 'the thing changes too fast; try again');
        fresh = true;
        await delay(backoffMs(tries, 10));
      }
    }
  }

  const handle: HandleCommand = async (command, rawInput, context, request) => {
    const { commandId } = request;
    const input = parseInput(command.input, rawInput);
    const id = String(input[command.target]);
    const attempt = { command, input, id, hash: fingerprint(input), context, request };
    if (inFlight.has(commandId)) {
      throw new DomainError('IDEMPOTENCY_IN_FLIGHT', 'a request with this Idempotency-Key is still running');
    }
    inFlight.add(commandId);
    try {
      return await inOrder(streamName(command.stream, id), () => run(attempt));
    } finally {
      inFlight.delete(commandId);
    }
  };

  return { handle, facts };
}

/** The payload as the log gives it back, so that an answer is the same, to the byte, when it is given again. */
function payloadOf({ stream, type: command }: CommandDefinition, type: string, data: unknown) {
  const schema = stream.events.schemas[type];
  if (!schema) throw new Error(`${command} decided on ${type}, which is no event of ${stream.category}`);
  return schema.parse(data);
}

/** Whom the thing itself does not admit is told nothing about it, not even what happened to it lately. */
function throwDenial(decide: () => unknown): void {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND'))
      throw error;
  }
}
