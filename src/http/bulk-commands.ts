import { z } from 'zod';
import type { CommandContext } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { commandContext } from '../runtime/commands/command-context.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { parseInput } from '../runtime/parse-input.ts';
import { consistencyToken, outcomeData, outcomeStatus } from './command-answer.ts';
import { dryRunOf } from './dry-run.ts';
import type { Endpoint } from './endpoint.ts';
import { errorBody, invalid, isToBeReported, toDomainError } from './errors.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { issueCommand } from './issue-command.ts';
import { apiBase } from './paths.ts';
import { principalOf } from './principal-of.ts';
import type { PublicCommand } from './public-commands.ts';
import { queryString } from './query-string.ts';
import { statusOf } from './status-of.ts';

const item = z.strictObject({
  type: z.string().max(100).describe('Command type.'),
  input: z.record(z.string(), z.unknown()).default({}),
  idempotencyKey: z.string().min(1).max(200).optional(),
  expectedRevision: z.int().min(0).optional(),
});

/** Body of `POST /commands`. */
export const bulkBody = z.strictObject({ commands: z.array(item).min(1).max(1000) });

/** Milliseconds before the deadline of the request when no further command is begun. */
const timeToAnswer = 1000;

type Item = z.output<typeof item>;

interface ItemResult {
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly replayed?: true;
  readonly error?: ReturnType<typeof errorBody>;
}

/** `POST /commands`: up to 1,000 commands, one after the other, each with its own result. */
export function bulkCommands(
  commands: readonly PublicCommand[],
  handle: HandleCommand,
  report: (error: unknown, ids: RequestIds) => void,
): Endpoint {
  const byType = new Map(commands.map((command) => [command.command.type, command]));

  const issue = (
    { type, input, ...given }: Item,
    key: string | undefined,
    dryRun: boolean,
    context: CommandContext,
  ) => {
    const target = byType.get(type);
    if (!target) throw invalid('type', 'there is no such command');
    const call = {
      target,
      params: {},
      body: input,
      dryRun,
      idempotencyKey: given.idempotencyKey ?? key,
      expectedRevision: given.expectedRevision,
    };
    return issueCommand(handle, call, context).then((outcome) => ({ target, outcome }));
  };

  return {
    method: 'POST',
    path: `${apiBase}/commands`,
    auth: true,
    async handle(request) {
      const { headers, body, url, ids, endsAt } = request;
      if (headers['if-match'] !== undefined)
        throw invalid('If-Match', 'give each command its own expectedRevision');
      const dryRun = dryRunOf(queryString(url));
      const key = idempotencyKey(headers['idempotency-key']);
      const context = commandContext(principalOf(request), ids);

      const results: ItemResult[] = [];
      let position: string | undefined;
      let down: DomainError | undefined;
      for (const [index, each] of parseInput(bulkBody, body ?? {}).commands.entries()) {
        try {
          if (performance.now() > endsAt - timeToAnswer) down ??= tooLate();
          if (down) throw down;
          const itemKey = key === undefined ? undefined : `${key}/${index}`;
          const { target, outcome } = await issue(each, itemKey, dryRun, context);
          position = later(position, consistencyToken(outcome));
          const replayed = outcome.replayed ? ({ replayed: true } as const) : {};
          results.push({
            status: outcomeStatus(target, target.byType, outcome, dryRun),
            data: outcomeData(outcome),
            ...replayed,
          });
        } catch (error) {
          const refusal = toDomainError(error);
          if (isToBeReported(refusal)) report(error, ids);
          // The rest would only wait for the same dead end.
          if (refusal.code === 'UNAVAILABLE') down = refusal;
          results.push({ status: statusOf[refusal.code], error: errorBody(refusal) });
        }
      }
      const answered: Record<string, string> = { 'Cache-Control': 'no-store' };
      if (position !== undefined) answered['X-Consistency-Token'] = position;
      if (didNothingAgain(results)) answered['Idempotency-Replayed'] = 'true';
      return {
        status: 200,
        headers: answered,
        body: JSON.stringify({
          data: results,
          meta: { requestId: ids.requestId, position, dryRun: dryRun || undefined },
          links: { self: url },
        }),
      };
    },
  };
}

/** Whether there is an answer given before, and nothing that was done now. */
function didNothingAgain(results: readonly ItemResult[]): boolean {
  const accepted = results.filter(({ error }) => error === undefined);
  return accepted.length > 0 && accepted.every(({ replayed }) => replayed);
}

function tooLate(): DomainError {
  return new DomainError('UNAVAILABLE', 'the request took too long; send the rest again');
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return BigInt(a) > BigInt(b) ? a : b;
}
