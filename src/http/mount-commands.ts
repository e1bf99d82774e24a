import type { CommandRoute } from '../core/define-command.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { commandContext } from '../runtime/commands/command-context.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { bulkCommands } from './bulk-commands.ts';
import { commandAnswer } from './command-answer.ts';
import { dryRunOf } from './dry-run.ts';
import { type EdgeRequest, type Endpoint, httpMethod } from './endpoint.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { issueCommand } from './issue-command.ts';
import { apiBase } from './paths.ts';
import { expectedRevision } from './preconditions.ts';
import { principalOf } from './principal-of.ts';
import type { PublicCommand } from './public-commands.ts';
import { queryString } from './query-string.ts';

/**
 * Every command at its own routes and at `/commands/{type}`, and all of them in bulk at `/commands`. `report`
 * hears of errors nobody expected.
 */
export function mountCommands(
  commands: readonly PublicCommand[],
  handle: HandleCommand,
  report: (error: unknown, ids: RequestIds) => void,
): Endpoint[] {
  const single = commands.flatMap((command) =>
    [...command.routes, command.byType].map((route) => commandEndpoint(command, route, handle)),
  );
  return [...single, bulkCommands(commands, handle, report)];
}

function commandEndpoint(target: PublicCommand, route: CommandRoute, handle: HandleCommand): Endpoint {
  const serve = async (request: EdgeRequest) => {
    const { headers, params, body, url, ids } = request;
    const dryRun = dryRunOf(queryString(url));
    const call = {
      target,
      params,
      body,
      dryRun,
      idempotencyKey: idempotencyKey(headers['idempotency-key']),
      expectedRevision: expectedRevision(headers['if-match'], target.command),
    };
    const outcome = await issueCommand(handle, call, commandContext(principalOf(request), ids));
    return commandAnswer(target, route, outcome, { url, requestId: ids.requestId, dryRun });
  };
  return { method: httpMethod[route.method], path: apiBase + route.path, auth: true, handle: serve };
}
