import { expect } from '@jest/globals';
import { z } from 'zod';
import type { CommandDefinition, DecideContext, Role } from '../../src/core/define-command.ts';
import type { Actor, DecidedEvent, EventFamily } from '../../src/core/define-events.ts';
import { DomainError, type ErrorCode } from '../../src/core/domain-error.ts';
import { fold, frozen, type Past } from './fold.ts';
import { testContext } from './test-context.ts';

/** What a command did with an input. */
interface Decision<Family extends EventFamily, State> {
  /** It decided exactly these events. Answers the state they lead to. */
  then(events: readonly DecidedEvent<Family>[]): State;
  /** It refused; `message` is part of the error's message (VALIDATION_FAILED: of one of its issues). */
  thenRefused(code: ErrorCode, message?: string): void;
}

interface Given<Family extends EventFamily, State, Facts> {
  /**
   * Runs the command on an input as a client sends it; `context` overrides the default one, and has the
   * facts.
   */
  when(input: Record<string, unknown>, context?: Partial<DecideContext<Facts>>): Decision<Family, State>;
  /** Whether the role of `who`, or else the resource rule, admits `who`. */
  admits(input: Record<string, unknown>, who: { actor?: Actor; role?: Role | null }): boolean;
}

/**
 * A command under test: `decider(command).given(events).when(input).then(events)`.
 * Does what the runtime does around `decide` (schema of the input, `expects`, schemas of the events), holds
 * state and input against changes in place, and folds what was decided.
 */
export function decider<
  Type extends string,
  Input extends z.ZodObject,
  State,
  Family extends EventFamily,
  Facts,
>(
  command: CommandDefinition<Type, Input, State, Family, Facts>,
): { given(history: readonly Past<Family>[]): Given<Family, State, Facts> } {
  const { stream, expects = 'existing' } = command;

  const decide = (
    history: readonly Past<Family>[],
    input: Record<string, unknown>,
    context: Partial<DecideContext<Facts>>,
  ): readonly DecidedEvent<Family>[] => {
    const parsed = frozen(command.input.parse(input));
    if (expects === 'existing' && history.length === 0) throw new DomainError('NOT_FOUND', 'no such stream');
    if (expects === 'new' && history.length > 0) throw new DomainError('CONFLICT', 'there is such a stream');
    const facts = { facts: undefined } as { facts: Facts };
    return command.decide(fold(stream, history), parsed, { ...testContext, ...facts, ...context });
  };

  return {
    given: (history) => ({
      when: (input, context = {}) => ({
        // biome-ignore lint/suspicious/noThenProperty: given, when, then
        then(expected) {
          const decided = decide(history, input, context);
          for (const { type, data } of decided)
            expect(stream.events.schemas[type]?.parse(data)).toEqual(data);
          expect(decided).toEqual(expected);
          return fold(stream, decided, fold(stream, history));
        },
        thenRefused(code, message = '') {
          const refusal = refusalOf(() => decide(history, input, context));
          expect(refusal).toEqual({ code, message: expect.stringContaining(message) });
        },
      }),
      admits: (input, { actor = testContext.actor, role = null }) =>
        (role !== null && command.roles?.includes(role)) ||
        (command.admits?.(fold(stream, history), actor, command.input.parse(input)) ?? false),
    }),
  };
}

function refusalOf(run: () => readonly { type: string }[]): { code: string; message: string } {
  try {
    return { code: 'none', message: `decided ${run().map(({ type }) => type)}` };
  } catch (error) {
    if (error instanceof z.ZodError) return { code: 'VALIDATION_FAILED', message: z.prettifyError(error) };
    if (!(error instanceof DomainError)) throw error;
    const { code, message, details } = error;
    // Whoever is told the message alone must know which field it is about.
    for (const { field } of details) expect(message).toContain(field);
    return { code, message };
  }
}
