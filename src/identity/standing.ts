import { organizationStream } from '../commands/organization/organization.stream.ts';
import { userStream } from '../commands/user/user.stream.ts';
import type { FactReader, Role } from '../core/define-command.ts';
import type { Facts } from './on-facts.ts';

/** What a user is in an organization. */
interface Standing {
  readonly isActive: boolean;
  /** Null for one who is not a member. */
  readonly role: Role | null;
}

/** The standing of a user, at most a second old where it is good, and fresh where it is not. */
export async function standingOf(facts: Facts, userId: string, organizationId: string): Promise<Standing> {
  const known = await look(facts(organizationId), userId, organizationId);
  return known.isActive && known.role ? known : look(facts(organizationId, 0), userId, organizationId);
}

async function look(read: FactReader, userId: string, organizationId: string): Promise<Standing> {
  const user = await read.state(userStream, userId);
  const organization = await read.state(organizationStream, organizationId);
  return { isActive: user?.isActive ?? false, role: organization?.members[userId] ?? null };
}
