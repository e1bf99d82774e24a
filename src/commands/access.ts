import type { CommandContext, Role } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';

/** Roles that may change anything that is worked on. */
export const managingRoles = ['owner', 'admin', 'manager'] as const satisfies readonly Role[];

/**
 * Roles that may change what is their own. Viewers, analysts and auditors change nothing, even if they own
 * it.
 */
export const contributingRoles = [...managingRoles, 'member'] as const satisfies readonly Role[];

/** Throws FORBIDDEN unless the actor manages, is a process, or is one of `ownerIds`. */
export function requireOwnerOrManager({ actor, role }: CommandContext, ownerIds: readonly string[]): void {
  if (actor.type === 'process' || managingRoles.some((managing) => managing === role)) return;
  if (actor.type === 'user' && ownerIds.includes(actor.id)) return;
  throw new DomainError('FORBIDDEN', 'only an owner or a manager may do this');
}
