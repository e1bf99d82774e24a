import { defaultSettings } from '../../../src/domain/default-settings.ts';
import { happen, type Step, type World } from './world.ts';

const register: Step = (world, draw) => {
  const organization = draw.of(world.organizations);
  const user = { id: draw.id(), active: true };
  world.users.push(user);
  const organizationId = organization?.id ?? draw.id();
  happen(world, { category: 'user', id: user.id, organizationId }, 'UserRegistered', {
    email: `user-${draw.below(1_000)}@example.com`,
    displayName: `User ${draw.below(100)}`,
    timeZone: draw.below(2) === 0 ? null : 'Europe/Berlin',
  });
  if (organization) join(world, organization, user.id, { role: 'member', via: 'registration' });
};

function join(
  world: World,
  organization: World['organizations'][number],
  userId: string,
  how: { role: string; via: string; invitationId?: string },
): void {
  organization.members.push(userId);
  const stream = { category: 'organization', id: organization.id, organizationId: organization.id };
  happen(world, stream, 'MemberJoined', { userId, ...how });
}

/** An organization with its founder. */
export const found: Step = (world, draw) => {
  const id = draw.id();
  const organization = { id, members: [], invitations: [] };
  const stream = { category: 'organization', id, organizationId: id };
  happen(
    world,
    { category: 'organizationSlug', id: `slug-${id}`, organizationId: id },
    'OrganizationSlugClaimed',
    {
      slug: `slug-${id}`,
      organizationId: id,
    },
  );
  happen(world, stream, 'OrganizationCreated', {
    name: `Organization ${draw.below(100)}`,
    slug: `slug-${id}`,
  });
  happen(world, stream, 'OrganizationSettingsChanged', {
    ...defaultSettings,
    timeZone: 'Europe/Berlin',
  });
  world.organizations.push(organization);
  const founder = { id: draw.id(), active: true };
  world.users.push(founder);
  happen(world, { category: 'user', id: founder.id, organizationId: id }, 'UserRegistered', {
    email: `founder-${draw.below(1_000)}@example.com`,
    displayName: `Founder ${draw.below(100)}`,
    timeZone: null,
  });
  join(world, organization, founder.id, { role: 'owner', via: 'founder' });
};

const onOrganization =
  (
    step: (
      organization: World['organizations'][number],
      add: (type: string, data: Record<string, unknown>) => void,
      draw: Parameters<Step>[1],
    ) => void,
  ): Step =>
  (world, draw) => {
    const organization = draw.of(world.organizations);
    if (!organization) return;
    const stream = { category: 'organization', id: organization.id, organizationId: organization.id };
    step(organization, (type, data) => happen(world, stream, type, data, organization.members[0]), draw);
  };

const rename = onOrganization((_, add, draw) =>
  add('OrganizationRenamed', { name: `Renamed ${draw.below(9)}` }),
);
const settle = onOrganization((_, add, draw) =>
  add('OrganizationSettingsChanged', { ...defaultSettings, graceDays: draw.below(9) }),
);
const invite = onOrganization((organization, add, draw) => {
  const invitationId = draw.id();
  organization.invitations.push(invitationId);
  const emailHash = 'ab'.repeat(32);
  const expiresAt = '2026-03-01T00:00:00.000Z';
  add('MemberInvited', { invitationId, emailHash, role: 'viewer', expiresAt });
  if (draw.below(2) === 0) add('InvitationRevoked', { invitationId: organization.invitations.pop() });
});
const promote = onOrganization((organization, add, draw) => {
  const userId = draw.of(organization.members);
  const role = draw.of(['admin', 'manager', 'auditor'] as const);
  if (userId) add('MemberRoleChanged', { userId, role });
});
const leave = onOrganization((organization, add) => {
  if (organization.members.length > 1) add('MemberRemoved', { userId: organization.members.pop() });
});

const onUser =
  (type: string, may: (active: boolean) => boolean, data: Record<string, unknown>, active: boolean): Step =>
  (world, draw) => {
    const user = draw.of(world.users.filter((one) => may(one.active)));
    const organizationId = draw.of(world.organizations)?.id;
    if (!user || !organizationId) return;
    user.active = active;
    happen(world, { category: 'user', id: user.id, organizationId }, type, data, user.id);
  };

const profile = { displayName: 'Renamed', timeZone: 'UTC' };

export const peopleSteps: readonly Step[] = [
  found,
  ...[register, register, rename, settle, invite, promote, leave],
  onUser('UserProfileChanged', (active) => active, profile, true),
  onUser('UserDeactivated', (active) => active, {}, false),
  onUser('UserReactivated', (active) => !active, {}, true),
];
