import type { CommandContext, CommandDefinition } from '../../core/define-command.ts';
import { DomainError, notFound } from '../../core/domain-error.ts';
import { noStream } from '../../core/ports.ts';
import type { FoldedStream } from './folded-stream.ts';

/**
 * Throws NOT_FOUND for a stream that does not exist, or that another organization wrote, in the same
 * words; CONFLICT for one that should not be there yet.
 */
export function checkExistence(
  command: CommandDefinition,
  known: FoldedStream,
  context: CommandContext,
): void {
  const { stream, expects = 'existing' } = command;
  const exists = known.revision !== noStream;
  const foreign =
    exists && stream.scope === 'organization' && known.organizationId !== context.organizationId;
  if (foreign || (expects === 'existing' && !exists)) throw notFound();
  if (expects === 'new' && exists) throw new DomainError('CONFLICT', 'what this would make is there already');
}

/**
 * Throws FORBIDDEN unless the actor's role, or a rule of the resource itself, admits the command. What
 * belongs to no organization is NOT_FOUND then: it may be one that another organization alone knows of.
 */
export function checkAccess(
  command: CommandDefinition,
  state: unknown,
  { actor, role }: CommandContext,
  input: Record<string, unknown>,
): void {
  if (actor.type === 'process') return;
  if (role !== null && command.roles?.includes(role)) return;
  if (command.admits?.(state, actor, input)) return;
  if (command.stream.scope === 'global') throw notFound();
  throw new DomainError('FORBIDDEN', `your role does not allow ${command.type}`);
}
