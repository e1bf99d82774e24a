import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimEmailAddress } from '../../src/commands/email-address/claim-email-address.ts';
import { joinOrganization } from '../../src/commands/organization/join-organization.ts';
import { removeMember } from '../../src/commands/organization/remove-member.ts';
import { revokeInvitation } from '../../src/commands/organization/revoke-invitation.ts';
import { registerUser } from '../../src/commands/user/register-user.ts';
import { processContext } from '../../src/identity/process-context.ts';
import {
  eventsOf,
  founderOf,
  foundSystem,
  goodPassword,
  ids,
  newEmail,
  newSlug,
  registrationOf,
  startSystem,
  type TestProcess,
  type TestSystem,
} from './identity-fixture.ts';

const notAdmitted = { code: 'FORBIDDEN', message: 'registration needs a valid invitation' };
const taken = { code: 'CONFLICT', message: 'the e-mail address is taken', details: [] };

let system: TestSystem;
let process: TestProcess;

beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  await system.empty();
  process = await system.start();
});
afterAll(() => system.stop());

const register = (registration = registrationOf(), key?: string) =>
  process.identity.register(registration, ids, key);

describe('the first registration', () => {
  test('founds the organization and owns it', async () => {
    const founder = founderOf();
    const { userId, organizationId, position } = await register(founder);
    const { name, slug } = founder.organization as { name: string; slug: string };

    expect(await eventsOf(system.log, `organization-${organizationId}`)).toEqual([
      { type: 'OrganizationCreated', data: { organizationId, name, slug } },
      { type: 'OrganizationSettingsChanged', data: expect.objectContaining({ registration: 'invited' }) },
      { type: 'MemberJoined', data: { organizationId, userId, role: 'owner', via: 'founder' } },
    ]);
    expect(await eventsOf(system.log, `user-${userId}`)).toEqual([
      {
        type: 'UserRegistered',
        data: { userId, email: founder.email, displayName: founder.displayName, timeZone: null },
      },
    ]);
    const emailHash = process.identity.hashEmail(founder.email);
    expect(await eventsOf(system.log, `emailAddress-${emailHash}`)).toEqual([
      { type: 'EmailAddressClaimed', data: { emailHash, userId } },
    ]);
    expect(position).toEqual(
      (await system.log.readStream(`organization-${organizationId}`)).at(-1)?.position,
    );
  });

  test('needs the name and slug of an organization', async () => {
    const refusal = { code: 'VALIDATION_FAILED', details: [{ field: 'organization' }] };
    await expect(register()).rejects.toMatchObject(refusal);
    await expect(register(registrationOf({ organization: newSlug() }))).rejects.toMatchObject(refusal);
  });

  test('of ten at once, in two processes, one founds and the others found nothing', async () => {
    const other = await system.start();
    const founders = Array.from({ length: 10 }, () => founderOf());
    const answers = await Promise.allSettled(
      founders.map((founder, i) => (i % 2 ? process : other).identity.register(founder, ids)),
    );
    const won = answers.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject(notAdmitted);
    }
    const slugs = founders.map(({ organization }) => (organization as { slug: string }).slug);
    const claims = await Promise.all(slugs.map((slug) => eventsOf(system.log, `organizationSlug-${slug}`)));
    expect(claims.flat()).toHaveLength(1);
    const { rows } = await system.pool.query('SELECT status FROM identity.accounts WHERE founder');
    expect(rows).toEqual([{ status: 'active' }]);
  });

  test('whose slug is taken leaves the system to be founded, by anybody', async () => {
    const { slug } = await foundSystem(process);
    await system.empty();
    const unlucky = founderOf({ organization: { name: 'Acme', slug } });
    await expect(register(unlucky)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'the slug is taken: choose another one',
    });
    await expect(register(founderOf())).resolves.toBeDefined();
  });

  test('that was given up keeps others out for ten minutes', async () => {
    const dead = await system.start({
      handle: () => () => Promise.reject(new Error('killed')),
    });
    await expect(dead.identity.register(founderOf(), ids)).rejects.toThrow('killed');
    await expect(register(founderOf())).rejects.toMatchObject(notAdmitted);
    system.clock.advance(10 * 60 * 1000 + 1);
    await expect(register(founderOf())).resolves.toBeDefined();
  });
});

describe('later registrations', () => {
  test('found no second organization', async () => {
    await foundSystem(process);
    await expect(register(founderOf())).rejects.toMatchObject(notAdmitted);
  });

  test('into an open organization get its default role', async () => {
    const { organizationId, slug, set } = await foundSystem(process);
    await set({ registration: 'open', defaultRole: 'viewer' });
    const named = await register(registrationOf({ organization: slug }));
    const unnamed = await register();
    const joined = (await eventsOf(system.log, `organization-${organizationId}`)).slice(-2);
    expect(joined.map(({ data }) => data)).toEqual([
      { organizationId, userId: named.userId, role: 'viewer', via: 'registration' },
      { organizationId, userId: unnamed.userId, role: 'viewer', via: 'registration' },
    ]);
  });

  test('into invited, closed and unknown organizations are refused in the same words, and leave nothing', async () => {
    const { slug, set } = await foundSystem(process);
    const known = registrationOf({ organization: slug });
    await expect(register(known)).rejects.toMatchObject(notAdmitted);
    await set({ registration: 'closed' });
    await expect(register(known)).rejects.toMatchObject(notAdmitted);
    await expect(register(registrationOf({ organization: newSlug() }))).rejects.toMatchObject(notAdmitted);
    const { rows } = await system.pool.query('SELECT count(*)::int AS accounts FROM identity.accounts');
    expect(rows).toEqual([{ accounts: 1 }]);
    expect(await eventsOf(system.log, `emailAddress-${process.identity.hashEmail(known.email)}`)).toEqual([]);
  });

  test('of a taken address are a conflict that tells nothing else', async () => {
    const { founder, set, slug } = await foundSystem(process);
    await set({ registration: 'open' });
    const again = registrationOf({ email: founder.email.toUpperCase(), organization: slug });
    await expect(register(again)).rejects.toMatchObject(taken);
  });

  test('of one address at once, with other passwords in other processes, succeed once', async () => {
    const { set } = await foundSystem(process);
    await set({ registration: 'open' });
    const others = await Promise.all([system.start(), system.start(), system.start()]);
    const email = newEmail();
    const passwords = others.map((_, i) => `${goodPassword} ${i}`);
    const answers = await Promise.allSettled(
      others.map(({ identity }, i) =>
        identity.register(registrationOf({ email, password: passwords[i] }), ids),
      ),
    );
    const winners = passwords.filter((_, i) => answers[i]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const signIns = await Promise.allSettled(
      passwords.map((password) => process.identity.signIn({ email, password }, ids)),
    );
    expect(passwords.filter((_, i) => signIns[i]?.status === 'fulfilled')).toEqual(winners);
  });
});

describe('registrations with an invitation', () => {
  const invited = async (given: Record<string, unknown> = {}) => {
    const found = await foundSystem(process);
    const email = newEmail();
    const invitation = await process.identity.invite(
      { email, role: 'manager', ...given },
      found.principal,
      ids,
    );
    return { ...found, email, ...invitation };
  };

  test('get the role of the invitation, once', async () => {
    const { email, invitationToken, invitationId, organizationId } = await invited();
    const { userId } = await register(registrationOf({ email, invitationToken }));
    expect((await eventsOf(system.log, `organization-${organizationId}`)).at(-1)).toEqual({
      type: 'MemberJoined',
      data: { organizationId, userId, role: 'manager', via: 'invitation', invitationId },
    });
    await expect(register(registrationOf({ invitationToken }))).rejects.toMatchObject(notAdmitted);
  });

  test('need exactly the address that was invited', async () => {
    const { invitationToken } = await invited();
    await expect(register(registrationOf({ invitationToken }))).rejects.toMatchObject(notAdmitted);
  });

  test('need a token that was issued here', async () => {
    const { email, invitationToken, invitationId, organizationId } = await invited();
    const forged = [
      `${invitationToken.slice(0, -1)}${invitationToken.endsWith('0') ? '1' : '0'}`,
      `${organizationId}.${invitationId}.${'0'.repeat(64)}`,
      `${organizationId}.${invitationId}`,
      invitationId,
      '',
    ];
    for (const token of forged) {
      await expect(register(registrationOf({ email, invitationToken: token }))).rejects.toMatchObject(
        notAdmitted,
      );
    }
  });

  test('need an invitation that is open: not expired, revoked, or into a closed organization', async () => {
    const expiresAt = new Date(Date.parse(system.clock.now()) + 60_000).toISOString();
    const expiring = await invited({ expiresAt });
    system.clock.advance(60_001);
    const late = registrationOf({ email: expiring.email, invitationToken: expiring.invitationToken });
    await expect(register(late)).rejects.toMatchObject(notAdmitted);

    await system.empty();
    const revoked = await invited();
    await revoked.ask(revokeInvitation, { invitationId: revoked.invitationId });
    const withdrawn = registrationOf({ email: revoked.email, invitationToken: revoked.invitationToken });
    await expect(register(withdrawn)).rejects.toMatchObject(notAdmitted);

    await system.empty();
    const closed = await invited();
    await closed.set({ registration: 'closed' });
    const shut = registrationOf({ email: closed.email, invitationToken: closed.invitationToken });
    await expect(register(shut)).rejects.toMatchObject(notAdmitted);
  });

  test('of an address that an import claims meanwhile are a conflict', async () => {
    const { email, invitationToken, organizationId } = await invited();
    const emailHash = process.identity.hashEmail(email);
    const userId = randomUUID();
    const slow = await system.start({
      handle: (handle) => async (command, input, context, request) => {
        if (command.type === 'ClaimEmailAddress' && request.commandId !== userId) {
          const importing = processContext('import', organizationId, ids);
          await process.handle(claimEmailAddress, { emailHash, userId }, importing, { commandId: userId });
        }
        return handle(command, input, context, request);
      },
    });
    const registration = registrationOf({ email, invitationToken });
    await expect(slow.identity.register(registration, ids)).rejects.toMatchObject(taken);
    await expect(register(registration)).resolves.toMatchObject({ userId });
  });

  test('are the only way to a password for somebody who was imported', async () => {
    const { organizationId, principal, set, slug } = await foundSystem(process);
    await set({ registration: 'open' });
    const email = newEmail();
    const userId = randomUUID();
    const emailHash = process.identity.hashEmail(email);
    const importing = processContext('import', organizationId, ids);
    const run = (...[command, input]: [Parameters<typeof process.handle>[0], Record<string, unknown>]) =>
      process.handle(command, input, importing, { commandId: randomUUID() });
    await run(claimEmailAddress, { emailHash, userId });
    await run(registerUser, { userId, email, displayName: 'Imported' });
    await run(joinOrganization, { organizationId, userId, via: 'import', role: 'analyst' });

    await expect(register(registrationOf({ email, organization: slug }))).rejects.toMatchObject(taken);
    const { invitationToken } = await process.identity.invite({ email, role: 'member' }, principal, ids);
    expect(await register(registrationOf({ email, invitationToken }))).toMatchObject({ userId });
    const session = await process.identity.signIn({ email, password: goodPassword }, ids);
    expect(session).toMatchObject({ userId, role: 'analyst' });
    expect(await eventsOf(system.log, `user-${userId}`)).toHaveLength(1);
  });

  test('tokens are shown again to owners and admins, and taken by users who have an account', async () => {
    const { email, invitationId, invitationToken, principal } = await invited();
    const { identity } = process;
    expect(await identity.invitation(invitationId, principal)).toMatchObject({ invitationToken });
    await expect(identity.invitation(invitationId, { ...principal, role: 'manager' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });

    const member = await register(registrationOf({ email, invitationToken }));
    const second = await identity.foundOrganization({ name: 'Two', slug: newSlug() }, principal, ids);
    const elsewhere = { ...principal, organizationId: second.streamId };
    const into = await identity.invite({ email, role: 'auditor' }, elsewhere, ids);
    await expect(identity.accept(into.invitationToken, principal.actor.id, ids)).rejects.toMatchObject(
      notAdmitted,
    );
    const joined = { organizationId: second.streamId, role: 'auditor' };
    expect(await identity.accept(into.invitationToken, member.userId, ids)).toMatchObject(joined);
    expect(await identity.accept(into.invitationToken, member.userId, ids)).toMatchObject(joined);
    expect(
      await identity.signIn({ email, password: goodPassword, organizationId: second.streamId }, ids),
    ).toMatchObject(joined);
  });
});

describe('registrations with an Idempotency-Key', () => {
  test('are answered as the first time when they are sent again', async () => {
    const founder = founderOf();
    const first = await register(founder, 'key-1');
    expect(first).toMatchObject({ replayed: false, position: { commit: expect.any(BigInt) } });
    expect(await register(founder, 'key-1')).toEqual({ ...first, replayed: true });
  });

  test('are answered as the first time to those who joined, whatever has become of them', async () => {
    const { set, ask, slug, organizationId } = await foundSystem(process);
    await set({ registration: 'open' });
    const registration = registrationOf({ organization: slug });
    const first = await register(registration, 'key-1');
    await ask(removeMember, { userId: first.userId });
    const history = await eventsOf(system.log, `organization-${organizationId}`);

    process = await system.start();
    expect(await register(registration, 'key-1')).toEqual({ ...first, replayed: true });
    expect(await eventsOf(system.log, `organization-${organizationId}`)).toEqual(history);
  });

  test('are refused when another body comes with the key', async () => {
    const founder = founderOf();
    await register(founder, 'key-1');
    const reused = { code: 'IDEMPOTENCY_KEY_REUSED' };
    await expect(register({ ...founder, displayName: 'Somebody else' }, 'key-1')).rejects.toMatchObject(
      reused,
    );
    await expect(register({ ...founder, password: `${goodPassword}!` }, 'key-1')).rejects.toMatchObject(
      reused,
    );
  });

  test('are no way around the limit on guesses', async () => {
    const founder = founderOf();
    await register(founder, 'key-1');
    const guess = (i: number) => register({ ...founder, password: `${goodPassword} ${i}` }, 'key-1');
    for (let i = 0; i < 10; i++)
      await expect(guess(i)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(guess(10)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});
