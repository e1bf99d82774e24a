import { timingSafeEqual } from 'node:crypto';
import { createKeyedHash } from './keyed-hash.ts';

/** What an invitation token names. */
export interface InvitationRef {
  readonly organizationId: string;
  readonly invitationId: string;
}

export interface InvitationTokens {
  /** The token of an invitation: `<organization id>.<invitation id>.<HMAC>`. No event and no table has it. */
  issue(invitation: InvitationRef): string;
  /**
   * What the token names; null for one that was not issued here. Says nothing about the invitation's state.
   */
  read(token: string): InvitationRef | null;
}

const format = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9a-f]{64})$/;

/** Tokens that prove that somebody was sent an invitation. */
export function createInvitationTokens(secret: string): InvitationTokens {
  const sign = createKeyedHash(secret, 'invitation');
  const signatureOf = ({ organizationId, invitationId }: InvitationRef) =>
    sign(`${organizationId}.${invitationId}`);
  return {
    issue: (invitation) =>
      `${invitation.organizationId}.${invitation.invitationId}.${signatureOf(invitation)}`,
    read(token) {
      const [, organizationId, invitationId, signature] = format.exec(token) ?? [];
      if (!organizationId || !invitationId || !signature) return null;
      const invitation = { organizationId, invitationId };
      const genuine = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(invitation)));
      return genuine ? invitation : null;
    },
  };
}
