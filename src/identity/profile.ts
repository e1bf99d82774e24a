import { organizationStream } from '../commands/organization/organization.stream.ts';
import { userStream } from '../commands/user/user.stream.ts';
import type { Principal, Role } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import type { Facts } from './on-facts.ts';

interface Profile {
  readonly userId: string;
  readonly displayName: string;
  /** Null: the time zone of the organization. */
  readonly timeZone: string | null;
  readonly organization: { readonly id: string; readonly name: string; readonly slug: string };
  readonly role: Role;
}

/** The user behind a principal. Throws FORBIDDEN for a principal that is no user. */
export function createProfile(facts: Facts) {
  return async ({ actor, organizationId, role }: Principal): Promise<Profile> => {
    const read = facts(organizationId);
    const user = actor.type === 'user' ? await read.state(userStream, actor.id) : null;
    const organization = await read.state(organizationStream, organizationId);
    if (!user || !organization || !role) throw new DomainError('FORBIDDEN', 'only users have a profile');
    const { displayName, timeZone } = user;
    const { name, slug } = organization;
    return {
      userId: actor.id,
      displayName,
      timeZone,
      organization: { id: organizationId, name, slug },
      role,
    };
  };
}
