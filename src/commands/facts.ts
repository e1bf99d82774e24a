import type { CommandContext, FactReader } from '../core/define-command.ts';
import { notFound, rule } from '../core/domain-error.ts';
import { localDate } from '../domain/calendar.ts';
import type { IsoDate } from '../domain/values.ts';
import { type OrganizationState, organizationStream } from './organization/organization.stream.ts';

/** A fact that must be there. Throws NOT_FOUND. */
export function found<Fact>(fact: Fact | null): Fact {
  if (fact === null) throw notFound();
  return fact;
}

/** State of the organization in which the command is issued. */
export async function organizationOf(read: FactReader, context: CommandContext): Promise<OrganizationState> {
  return found(await read.state(organizationStream, context.organizationId));
}

/** Today, where the organization is. */
export function today(now: string, { settings }: OrganizationState): IsoDate {
  return localDate(now, settings.timeZone);
}

/** Throws RULE_VIOLATED unless every user is a member. `field` names the input. */
export function requireMembers(
  { members }: OrganizationState,
  userIds: readonly string[],
  field: string,
): void {
  const strangers = userIds.filter((userId) => members[userId] === undefined);
  rule(
    strangers.length === 0,
    `${field} may only name members of the organization, not ${strangers.join(', ')}`,
    field,
  );
}
