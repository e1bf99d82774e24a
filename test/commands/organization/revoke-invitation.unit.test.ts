import { describe, expect, test } from '@jest/globals';
import { revokeInvitation } from '../../../src/commands/organization/revoke-invitation.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';
import { invitationId, invited, later, organizationId, revoked, staffed } from './organization-history.ts';

const revoke = decider(revokeInvitation);
const input = { organizationId, invitationId };

describe('RevokeInvitation', () => {
  test('withdraws it', () => {
    const state = revoke
      .given([...staffed, invited(later)])
      .when(input)
      .then([revoked]);
    expect(state.invitations).toEqual({});
  });

  test('refuses one that is not there, or was revoked before', () => {
    revoke
      .given([...staffed, invited(later)])
      .when({ organizationId, invitationId: uuid(51) })
      .thenRefused('NOT_FOUND', 'invitation');
    revoke
      .given([...staffed, invited(later), revoked])
      .when(input)
      .thenRefused('NOT_FOUND');
  });
});
