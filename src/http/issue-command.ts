import { v7 } from 'uuid';
import type { CommandContext } from '../core/define-command.ts';
import { notFound } from '../core/domain-error.ts';
import { commandIdOf } from '../runtime/commands/command-ids.ts';
import type { CommandOutcome } from '../runtime/commands/command-outcome.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { commandInput } from './command-input.ts';
import type { PublicCommand } from './public-commands.ts';

/** One command as a client sent it, alone or in bulk. */
interface CommandCall {
  readonly target: PublicCommand;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly expectedRevision: number | undefined;
  readonly dryRun: boolean;
}

/** Gives the command its id and its target, and has it handled. Throws DomainError. */
export async function issueCommand(
  handle: HandleCommand,
  call: CommandCall,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { params, body, dryRun, expectedRevision } = call;
  const { command, source } = call.target;
  const { target } = command;

  if (source === 'command') {
    const key = call.idempotencyKey;
    const commandId = key === undefined ? v7() : commandIdOf(context, command.type, key);
    const input = commandInput(body, { ...params, [target]: commandId });
    const owner = target === 'organizationId' ? { ...context, organizationId: commandId } : context;
    return handle(command, input, owner, request(commandId));
  }

  const filled = source === 'organization' ? { ...params, [target]: context.organizationId } : params;
  const input = commandInput(body, filled);
  const id = String(input[target]).toLowerCase();
  if (target === 'organizationId' && command.expects === 'any' && id !== context.organizationId)
    throw notFound();
  // The same key on another thing is another command: what it makes must not get the same ids.
  const key = call.idempotencyKey && `${id}/${call.idempotencyKey}`;
  return handle(
    command,
    input,
    context,
    request(key === undefined ? v7() : commandIdOf(context, command.type, key)),
  );

  function request(commandId: string) {
    return { commandId, dryRun, ...(expectedRevision === undefined ? {} : { expectedRevision }) };
  }
}
