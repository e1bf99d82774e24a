import { expect, test } from '@jest/globals';
import { createInvitationTokens } from '../../src/identity/invitation-tokens.ts';
import { uuid } from '../support/uuid.ts';

const invitation = { organizationId: uuid(1), invitationId: uuid(2) };
const tokens = createInvitationTokens('one secret of the tests');
const token = tokens.issue(invitation);

test('a token names the invitation that it was issued for', () => {
  expect(tokens.read(token)).toEqual(invitation);
  expect(createInvitationTokens('one secret of the tests').issue(invitation)).toBe(token);
});

test('a token of another secret, another invitation or another form is nothing', () => {
  const [, , signature] = token.split('.');
  for (const forged of [
    createInvitationTokens('another secret').issue(invitation),
    `${uuid(1)}.${uuid(3)}.${signature}`,
    `${uuid(3)}.${uuid(2)}.${signature}`,
    `${uuid(1)}.${uuid(2)}.${signature?.slice(1)}`,
    `${uuid(1)}.${uuid(2)}.`,
    `${token}0`,
    token.toUpperCase(),
    '',
    '..',
  ]) {
    expect(tokens.read(forged)).toBeNull();
  }
});
