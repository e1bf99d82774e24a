import { NIL } from 'uuid';
import { emailAddressStream } from '../../commands/email-address/email-address.stream.ts';
import type { OrganizationState } from '../../commands/organization/organization.stream.ts';
import { userStream } from '../../commands/user/user.stream.ts';
import type { FactReader } from '../../core/define-command.ts';
import type { NamedUser } from './existing.ts';
import type { ImportIds } from './import-ids.ts';
import { sideBySide } from './side-by-side.ts';

export interface UserLookup {
  readonly organization: OrganizationState;
  readonly ids: ImportIds;
  readonly facts: (organizationId: string) => FactReader;
  /** Keyed hash of a normalised address. */
  readonly hashEmail: (email: string) => string;
}

const readsAtOnce = 16;

/**
 * Who the e-mail addresses belong to. A user of somebody else's making who is no member is foreign: nobody is
 * made a member without being asked.
 */
export async function findUsers(
  emails: Iterable<string>,
  { organization, ids, facts, hashEmail }: UserLookup,
): Promise<Map<string, NamedUser>> {
  const read = facts(NIL);
  const users = new Map<string, NamedUser>();
  await sideBySide(emails, readsAtOnce, async (email) => {
    const emailHash = hashEmail(email);
    const claim = await read.state(emailAddressStream, emailHash);
    const ownId = ids.user(emailHash);
    const id = claim?.userId ?? ownId;
    const member = organization.members[id] !== undefined;
    users.set(email, {
      id,
      emailHash,
      member,
      foreign: !member && id !== ownId,
      claimed: Boolean(claim?.userId),
      registered: (await read.state(userStream, id)) !== null,
    });
  });
  return users;
}
