import type { CommandRoute } from '../core/define-command.ts';
import type { CommandOutcome } from '../runtime/commands/command-outcome.ts';
import type { Answer } from './endpoint.ts';
import { apiBase } from './paths.ts';
import type { PublicCommand } from './public-commands.ts';

/** What clients see of an outcome. */
export function outcomeData({ streamId, revision, events }: CommandOutcome): Record<string, unknown> {
  return {
    id: streamId,
    revision,
    events: events.map((event) => ({
      id: event.id,
      type: event.type,
      revision: event.revision,
      data: event.data,
    })),
  };
}

/** 201 for what made something, 200 otherwise. */
export function outcomeStatus(
  { command }: PublicCommand,
  { creates }: CommandRoute,
  { events }: CommandOutcome,
  dryRun: boolean,
): number {
  const madeOne = command.expects === 'new' || (creates !== undefined && events.length > 0);
  return madeOne && !dryRun ? 201 : 200;
}

/** Path of what was made on a stream that was there before. */
function madePath(creates: string, { events: [first] }: CommandOutcome): string {
  const fields = new Map(Object.entries(first?.data ?? {}));
  return (
    apiBase + creates.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(fields.get(name))))
  );
}

/** Log position as clients give it back in X-Consistency-Token. */
export function consistencyToken({ position }: CommandOutcome): string | undefined {
  return position?.commit.toString();
}

/** The answer to one command. */
export function commandAnswer(
  target: PublicCommand,
  route: CommandRoute,
  outcome: CommandOutcome,
  asked: { url: string; requestId: string; dryRun: boolean },
): Answer {
  const { requestId, dryRun } = asked;
  const position = consistencyToken(outcome);
  const status = outcomeStatus(target, route, outcome, dryRun);
  const self = target.self?.(outcome.streamId);

  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (position !== undefined) headers['X-Consistency-Token'] = position;
  if (!dryRun && outcome.revision >= 0) headers.ETag = `"${outcome.revision}"`;
  if (outcome.replayed) headers['Idempotency-Replayed'] = 'true';
  const made = route.creates === undefined ? self : madePath(route.creates, outcome);
  if (status === 201 && made !== undefined) headers.Location = made;

  const body = {
    data: outcomeData(outcome),
    meta: { requestId, position, dryRun: dryRun || undefined },
    links: { self: self ?? asked.url },
  };
  return { status, headers, body: JSON.stringify(body) };
}
