import type { DecidedEvent } from '../../../src/core/define-events.ts';
import type { objectiveEvents } from '../../../src/events/objective.events.ts';
import { cycleId, lead, objectiveId } from '../surroundings.ts';

export const drafted = {
  type: 'ObjectiveDrafted',
  data: {
    objectiveId,
    cycleId,
    title: 'Delight customers',
    description: '',
    ownerIds: [lead],
    visibility: 'organization',
    tags: [],
  },
} as const satisfies DecidedEvent<typeof objectiveEvents>;

export const activated = {
  type: 'ObjectiveActivated',
  data: { objectiveId, activatedOn: '2026-01-05' },
} as const satisfies DecidedEvent<typeof objectiveEvents>;

export const closed = {
  type: 'ObjectiveClosed',
  data: {
    objectiveId,
    closedOn: '2026-02-01',
    outcome: 'achieved',
    computedScore: '0.9',
    finalScore: '1.0',
  },
} as const satisfies DecidedEvent<typeof objectiveEvents>;

export const archived = {
  type: 'ObjectiveArchived',
  data: { objectiveId },
} as const satisfies DecidedEvent<typeof objectiveEvents>;
