import type { CommandContext } from '../../core/define-command.ts';
import { DomainError, rule } from '../../core/domain-error.ts';
import type { OrganizationState } from './organization.stream.ts';

/**
 * Nobody but an owner, or a process, makes or removes owners.
 * A user's role is the one of the state: the context's may be older.
 * @throws DomainError FORBIDDEN
 */
export function requireOwner({ members }: OrganizationState, { actor, role }: CommandContext): void {
  const isOwner = actor.type === 'user' ? members[actor.id] === 'owner' : role === 'owner';
  if (!isOwner && actor.type !== 'process') {
    throw new DomainError('FORBIDDEN', 'only an owner may do this to an owner or make one');
  }
}

/** @throws DomainError RULE_VIOLATED when `userId` is the only owner. */
export function keepAnOwner({ members }: OrganizationState, userId: string): void {
  const isOwner = members[userId] === 'owner';
  const owners = Object.values(members).filter((role) => role === 'owner').length;
  rule(!isOwner || owners > 1, 'the last owner stays: make somebody else an owner first');
}
