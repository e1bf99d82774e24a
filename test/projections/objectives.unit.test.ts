import { expect, test } from '@jest/globals';
import { objectives } from '../../src/projections/objectives.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import { recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

const objectiveId = uuid(1);
const of = (type: string, data: Record<string, unknown> = {}) => ({
  stream: `objective-${objectiveId}`,
  type,
  data: { objectiveId, ...data },
});
const drafted = of('ObjectiveDrafted', {
  cycleId: uuid(2),
  title: 'Grow',
  description: 'Everywhere',
  ownerIds: [uuid(3)],
  teamId: uuid(4),
  visibility: 'private',
  tags: ['growth'],
});
const closed = of('ObjectiveClosed', {
  closedOn: '2026-03-31',
  outcome: 'partial',
  computedScore: '0.6',
  finalScore: '1.0',
  narrative: 'Nearly',
});
const row = (...events: ReturnType<typeof of>[]) =>
  projectInMemory(objectives, recordHistory(events)).objectives[0];

test('a draft has what it was drafted with', () => {
  expect(row(drafted)).toEqual({
    id: objectiveId,
    organization_id: uuid(900),
    cycle_id: uuid(2),
    title: 'Grow',
    description: 'Everywhere',
    owner_ids: [uuid(3)],
    team_id: uuid(4),
    visibility: 'private',
    tags: ['growth'],
    phase: 'draft',
    is_archived: false,
    activated_on: null,
    closed_on: null,
    outcome: null,
    computed_score: null,
    final_score: null,
    narrative: null,
    created_at: '2026-01-01T00:00:01.000Z',
    updated_at: '2026-01-01T00:00:01.000Z',
    revision: 0,
  });
});

test('a revision changes what it names, null takes the team away', () => {
  expect(row(drafted, of('ObjectiveRevised', { title: 'Shrink', teamId: null }))).toMatchObject({
    title: 'Shrink',
    description: 'Everywhere',
    team_id: null,
    tags: ['growth'],
    updated_at: '2026-01-01T00:00:02.000Z',
    revision: 1,
  });
});

test('it is activated, closed, and open again as if it had never been closed', () => {
  const activated = of('ObjectiveActivated', { activatedOn: '2026-01-10' });
  expect(row(drafted, activated, closed)).toMatchObject({
    phase: 'closed',
    activated_on: '2026-01-10',
    closed_on: '2026-03-31',
    outcome: 'partial',
    computed_score: '0.6',
    final_score: '1',
    narrative: 'Nearly',
  });
  expect(row(drafted, activated, closed, of('ObjectiveReopened', { reason: 'Too early' }))).toMatchObject({
    phase: 'active',
    closed_on: null,
    outcome: null,
    final_score: null,
    narrative: null,
    revision: 3,
  });
});

test('it has new owners, and is archived and restored', () => {
  const owners = of('ObjectiveOwnersChanged', { ownerIds: [uuid(5), uuid(6)] });
  expect(row(drafted, owners, of('ObjectiveArchived'))).toMatchObject({
    owner_ids: [uuid(5), uuid(6)],
    is_archived: true,
  });
  expect(row(drafted, of('ObjectiveArchived'), of('ObjectiveRestored'))).toMatchObject({
    is_archived: false,
  });
});
