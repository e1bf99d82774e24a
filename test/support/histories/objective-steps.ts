import { type Draw, happen, memberOf, type Objective, type Step } from './world.ts';

const onObjective =
  (
    may: (objective: Objective) => boolean,
    step: (
      objective: Objective,
      add: (type: string, data?: Record<string, unknown>) => void,
      draw: Draw,
    ) => void,
  ): Step =>
  (world, draw) => {
    const objective = draw.of(world.objectives.filter(may));
    if (!objective) return;
    const { id, organizationId } = objective;
    const actor = memberOf(world, organizationId, draw);
    step(
      objective,
      (type, data = {}) => happen(world, { category: 'objective', id, organizationId }, type, data, actor),
      draw,
    );
  };

const draft: Step = (world, draw) => {
  const cycle = draw.of(world.cycles);
  if (!cycle) return;
  const { organizationId } = cycle;
  const owner = memberOf(world, organizationId, draw);
  if (!owner) return;
  const objective: Objective = {
    id: draw.id(),
    organizationId,
    cycleId: cycle.id,
    phase: 'draft',
    archived: false,
    keyResults: [],
  };
  world.objectives.push(objective);
  happen(world, { category: 'objective', id: objective.id, organizationId }, 'ObjectiveDrafted', {
    cycleId: cycle.id,
    title: `Objective ${draw.below(100)}`,
    description: '',
    ownerIds: [owner],
    visibility: draw.below(4) === 0 ? 'private' : 'organization',
    tags: draw.below(2) === 0 ? [] : ['growth'],
  });
};

const revise = onObjective(
  ({ phase }) => phase !== 'closed',
  (_, add, draw) => {
    add(
      'ObjectiveRevised',
      draw.below(2) === 0 ? { title: 'Renamed', teamId: draw.id() } : { teamId: null, tags: ['new'] },
    );
  },
);

const share = onObjective(
  () => true,
  (_, add, draw) => add('ObjectiveOwnersChanged', { ownerIds: [draw.id(), draw.id()] }),
);

const activate = onObjective(
  ({ phase }) => phase === 'draft',
  (objective, add) => {
    objective.phase = 'active';
    add('ObjectiveActivated', { activatedOn: '2026-02-01' });
  },
);

const close = onObjective(
  ({ phase }) => phase === 'active',
  (objective, add, draw) => {
    objective.phase = 'closed';
    const scored = draw.below(2) === 0 ? '1.0' : null;
    add('ObjectiveClosed', {
      closedOn: '2026-03-31',
      outcome: draw.of(['achieved', 'partial', 'missed', 'dropped'] as const),
      computedScore: scored,
      finalScore: scored,
      ...(scored ? { narrative: 'It went well' } : {}),
    });
  },
);

const reopen = onObjective(
  ({ phase }) => phase === 'closed',
  (objective, add) => {
    objective.phase = 'active';
    add('ObjectiveReopened', { reason: 'Closed by mistake' });
  },
);

const archive = onObjective(
  () => true,
  (objective, add) => {
    objective.archived = !objective.archived;
    add(objective.archived ? 'ObjectiveArchived' : 'ObjectiveRestored');
  },
);

/** The likelier ones several times. */
export const objectiveSteps: readonly Step[] = [
  draft,
  draft,
  revise,
  share,
  activate,
  activate,
  close,
  reopen,
  archive,
];
