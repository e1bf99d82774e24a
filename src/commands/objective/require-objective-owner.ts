import type { CommandContext, Role } from '../../core/define-command.ts';
import { notFound } from '../../core/domain-error.ts';
import { requireOwnerOrManager } from '../access.ts';
import type { ObjectiveState } from './objective.stream.ts';

/** Roles that see private objectives they do not own, of those that may change anything. */
const seePrivate: readonly (Role | null)[] = ['owner', 'admin'];

/**
 * Throws FORBIDDEN unless the actor manages, is a process, owns the objective, or is one of `others`. A
 * private objective is NOT_FOUND to those who may not see it.
 */
export function requireObjectiveOwner(
  context: CommandContext,
  { visibility, ownerIds }: Pick<ObjectiveState, 'visibility' | 'ownerIds'>,
  others: readonly string[] = [],
): void {
  const { actor, role } = context;
  const owners = [...ownerIds, ...others];
  const isHidden = visibility === 'private' && actor.type !== 'process' && !seePrivate.includes(role);
  if (isHidden && !owners.includes(actor.id)) throw notFound();
  requireOwnerOrManager(context, owners);
}
