import { claimEmailAddress } from '../../commands/email-address/claim-email-address.ts';
import { joinOrganization } from '../../commands/organization/join-organization.ts';
import { registerUser } from '../../commands/user/register-user.ts';
import type { CommandDefinition } from '../../core/define-command.ts';
import { existing } from './existing.ts';
import { commandIdFor } from './import-ids.ts';
import type { Step, Strand } from './import-plan.ts';
import type { Planning } from './planning.ts';

export const memberStrand = (email: string) => `member ${email}`;

/** A user without credentials: whoever is invited later under the address becomes this user. */
export function planUser(email: string, { organizationId, outline, there }: Planning): Strand[] {
  const { id: userId, emailHash, claimed, registered, member } = existing(there.users, email);
  const { name, line } = existing(outline.owners, email);
  const step = (command: CommandDefinition, input: Step['input'], makes: Step['makes'] = null): Step => ({
    command,
    input,
    commandId: commandIdFor(userId, command),
    by: 'import',
    line,
    makes,
    essential: true,
    rows: 0,
  });
  const steps: Step[] = [];
  if (!claimed) steps.push(step(claimEmailAddress, { emailHash, userId }));
  if (!registered) {
    steps.push(step(registerUser, { userId, email, displayName: name ?? nameFrom(email) }, 'users'));
  }
  const joining = step(joinOrganization, { organizationId, userId, via: 'import' });
  return [
    { key: `user ${email}`, needs: [], lines: [line], steps },
    {
      key: memberStrand(email),
      needs: [`user ${email}`],
      lines: [line],
      steps: member ? [] : [joining],
      single: true,
    },
  ];
}

/** `anna.schmidt@example.com` as Anna Schmidt. */
function nameFrom(email: string): string {
  const [local = email] = email.split('@');
  const words = local.split(/[._+-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || local;
}
