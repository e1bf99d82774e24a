import { toDomainError } from '../http/errors.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';

/** The same engine, counting commands by outcome and events by type. */
export function observeCommands(handle: HandleCommand, { commands, appends }: Metrics): HandleCommand {
  return async (command, input, context, request) => {
    try {
      const answer = await handle(command, input, context, request);
      const outcome = request.dryRun ? 'dry-run' : answer.replayed ? 'replayed' : 'accepted';
      commands.inc({ type: command.type, outcome });
      if (outcome === 'accepted') for (const { type } of answer.events) appends.inc({ type });
      return answer;
    } catch (error) {
      commands.inc({ type: command.type, outcome: toDomainError(error).code });
      throw error;
    }
  };
}
