import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import type { Identity } from '../../src/identity/create-identity.ts';
import type { Registered } from '../../src/identity/register.ts';
import type { Registration } from '../../src/identity/registration.ts';
import type { HandleCommand } from '../../src/runtime/commands/handle-command.ts';
import {
  eventsOf,
  founderOf,
  foundSystem,
  ids,
  newEmail,
  registrationOf,
  startSystem,
  type TestProcess,
  type TestSystem,
} from './identity-fixture.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

/**
 * A process that is killed after the n-th thing that it does to the log or the database, and before the next.
 */
function dyingAfter(n: number) {
  let done = 0;
  let armed = false;
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    if (!armed) return act();
    if (done >= n) throw new Error('killed');
    done++;
    const result = await act();
    if (done === n) throw new Error('killed');
    return result;
  };
  const query = (pool: Pool) => (text: string, values?: unknown[]) => step(() => pool.query(text, values));
  return {
    arm: () => {
      armed = true;
    },
    survived: () => done < n,
    around: {
      handle:
        (handle: HandleCommand): HandleCommand =>
        (...call) =>
          step(() => handle(...call)),
      pool: (pool: Pool): Pool =>
        new Proxy(pool, {
          get: (target, name) => {
            const value: unknown = name === 'query' ? query(target) : Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    },
  };
}

/** Kills the registration after every step, one after the other, and each time registers again elsewhere. */
async function surviveEveryStep(prepare: (process: TestProcess) => Promise<Registration>): Promise<number> {
  for (let n = 1; ; n++) {
    await system.empty();
    const death = dyingAfter(n);
    const dying = await system.start(death.around);
    const registration = await prepare(dying);
    death.arm();
    const answer = await dying.identity.register(registration, ids, 'key').catch((error: unknown) => error);
    if (death.survived()) return n - 1;
    expect(answer).toEqual(new Error('killed'));

    const { identity } = await system.start();
    const registered = await identity.register(registration, ids, 'key');
    await expectWhole(identity, registration, registered);
  }
}

/** The user can sign in, and every event of the registration is there once. */
async function expectWhole(
  identity: Identity,
  registration: Registration,
  { userId, organizationId }: Registered,
) {
  const { email, password, organization } = registration;
  await expect(identity.signIn({ email, password }, ids)).resolves.toMatchObject({ userId });
  const types = async (stream: string) => (await eventsOf(system.log, stream)).map(({ type }) => type);
  expect(await types(`user-${userId}`)).toEqual(['UserRegistered']);
  expect(await types(`emailAddress-${identity.hashEmail(email)}`)).toEqual(['EmailAddressClaimed']);
  const joined = (await eventsOf(system.log, `organization-${organizationId}`)).filter(
    ({ type, data }) => type === 'MemberJoined' && (data as { userId: string }).userId === userId,
  );
  expect(joined).toHaveLength(1);
  if (typeof organization !== 'object') return;
  expect(await types(`organizationSlug-${organization.slug}`)).toEqual(['OrganizationSlugClaimed']);
}

describe('a registration that was killed at any step is finished by registering again', () => {
  test('of the founder', async () => {
    expect(await surviveEveryStep(async () => founderOf())).toBeGreaterThan(7);
  });

  test('into an open organization', async () => {
    const steps = await surviveEveryStep(async (process) => {
      const { set } = await foundSystem(process);
      await set({ registration: 'open' });
      return registrationOf();
    });
    expect(steps).toBeGreaterThan(6);
  });

  test('with an invitation', async () => {
    const steps = await surviveEveryStep(async (process) => {
      const { principal } = await foundSystem(process);
      const email = newEmail();
      const { invitationToken } = await process.identity.invite({ email, role: 'member' }, principal, ids);
      return registrationOf({ email, invitationToken });
    });
    expect(steps).toBeGreaterThan(5);
  });
});

test('nobody finishes the registration of somebody who was invited without the invitation', async () => {
  await system.empty();
  const process = await system.start();
  const { identity } = process;
  const { principal, set, slug } = await foundSystem(process);
  const email = newEmail();
  const { invitationToken } = await identity.invite({ email, role: 'admin' }, principal, ids);
  // Killed when everything but the account is done.
  const death = dyingAfter(6);
  const dying = await system.start(death.around);
  death.arm();
  await expect(dying.identity.register(registrationOf({ email, invitationToken }), ids)).rejects.toThrow(
    'killed',
  );
  expect(await eventsOf(system.log, `emailAddress-${identity.hashEmail(email)}`)).toHaveLength(1);

  await set({ registration: 'open' });
  const { identity: later } = await system.start();
  await expect(later.register(registrationOf({ email, organization: slug }), ids)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await expect(later.register(registrationOf({ email, invitationToken }), ids)).resolves.toBeDefined();
});
