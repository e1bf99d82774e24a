import { randomUUID } from 'node:crypto';
import { defaultSettings } from '../../src/domain/default-settings.ts';
import { createRandom, type Random } from './random.ts';
import { cycleDays, dateOf, happen, type RealisticEvent } from './realistic-event.ts';
import { keyResultHistory } from './realistic-key-result.ts';

const people = 30;
const objectives = 150;

/**
 * Events as a working product has them, in the order in which they happen: organizations with people and one
 * quarter, 1 to 5 key results for each objective, mostly 3, and 0 to 12 check-ins for each of those, 4 in the median.
 * The same proportions each time.
 */
export function realisticLog(count: number): RealisticEvent[] {
  const random = createRandom(1);
  const events: RealisticEvent[] = [];
  while (events.length < count) events.push(...organizationHistory(random));
  return events.sort((a, b) => a.day - b.day).slice(0, count);
}

function organizationHistory(random: Random): RealisticEvent[] {
  const [organizationId, cycleId] = [randomUUID(), randomUUID()];
  const userIds = Array.from({ length: people }, () => randomUUID());
  const [owner = ''] = userIds;
  const add = happen(organizationId, owner);
  const stream = `organization-${organizationId}`;
  const slug = `team-${organizationId.slice(0, 8)}`;
  const events = [
    add(0, stream, 'OrganizationCreated', { organizationId, name: 'Example Ltd', slug }),
    add(0, stream, 'OrganizationSettingsChanged', { organizationId, ...defaultSettings }),
    ...userIds.flatMap((userId, index) => [
      add(0, `user-${userId}`, 'UserRegistered', {
        userId,
        email: `person-${index}@example.com`,
        displayName: `Person ${index}`,
        timeZone: null,
      }),
      add(0, stream, 'MemberJoined', {
        organizationId,
        userId,
        role: index === 0 ? 'owner' : 'member',
        via: index === 0 ? 'founder' : 'invitation',
      }),
    ]),
    add(0, `cycle-${cycleId}`, 'CycleDefined', {
      cycleId,
      name: 'Quarter',
      kind: 'quarter',
      startsOn: dateOf(0),
      endsOn: dateOf(cycleDays - 1),
    }),
    add(0, `cycle-${cycleId}`, 'CycleActivated', { cycleId }),
  ];
  for (let index = 0; index < objectives; index++) {
    events.push(...objectiveHistory(random, organizationId, cycleId, random.of(userIds)));
  }
  return events;
}

function objectiveHistory(
  random: Random,
  organizationId: string,
  cycleId: string,
  ownerId: string,
): RealisticEvent[] {
  const objectiveId = randomUUID();
  const add = happen(organizationId, ownerId);
  const stream = `objective-${objectiveId}`;
  const day = random.below(10);
  const events = [
    add(day, stream, 'ObjectiveDrafted', {
      objectiveId,
      cycleId,
      title: `Make the ${random.of(['product', 'team', 'market', 'service'])} better in every region`,
      description: 'What we want to have reached when the quarter is over, and why it matters to customers.',
      ownerIds: [ownerId],
      visibility: random.chance(0.1) ? 'private' : 'organization',
      tags: random.chance(0.5) ? ['growth'] : [],
    }),
    add(day + 1, stream, 'ObjectiveActivated', { objectiveId, activatedOn: dateOf(day + 1) }),
  ];
  if (random.chance(0.2)) {
    events.push(add(day + 5, stream, 'ObjectiveRevised', { objectiveId, title: 'A sharper title' }));
  }
  for (let left = random.of([1, 2, 2, 3, 3, 3, 3, 3, 4, 5]); left > 0; left--) {
    events.push(...keyResultHistory(random, add, { objectiveId, cycleId, ownerId, day: day + 2 }));
  }
  if (random.chance(0.8)) {
    events.push(
      add(cycleDays + 2, stream, 'ObjectiveClosed', {
        objectiveId,
        closedOn: dateOf(cycleDays),
        outcome: 'partial',
        computedScore: '0.6',
        finalScore: '0.6',
        narrative: 'Most of it was reached, the rest is carried over.',
      }),
    );
  }
  return events;
}
