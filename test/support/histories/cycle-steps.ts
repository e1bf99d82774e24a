import { type Cycle, happen, type Step } from './world.ts';

/** A quarter in some organization. */
export const define: Step = (world, draw) => {
  const organizationId = draw.of(world.organizations)?.id;
  if (!organizationId) return;
  const cycle: Cycle = { id: draw.id(), organizationId, phase: 'defined' };
  world.cycles.push(cycle);
  happen(world, { category: 'cycle', id: cycle.id, organizationId }, 'CycleDefined', {
    name: `Cycle ${draw.below(100)}`,
    kind: 'quarter',
    startsOn: '2026-01-01',
    endsOn: '2026-03-31',
  });
};

const move =
  (from: Cycle['phase'], to: Cycle['phase'], type: string, data: Record<string, unknown> = {}): Step =>
  (world, draw) => {
    const cycle = draw.of(world.cycles.filter(({ phase }) => phase === from));
    if (!cycle) return;
    cycle.phase = to;
    const { id, organizationId } = cycle;
    happen(world, { category: 'cycle', id, organizationId }, type, data);
  };

export const cycleSteps: readonly Step[] = [
  define,
  move('defined', 'active', 'CycleActivated'),
  move('active', 'grading', 'CycleGradingOpened'),
  move('grading', 'closed', 'CycleClosed'),
  move('closed', 'grading', 'CycleReopened', { reason: 'Closed too early' }),
  move('defined', 'defined', 'CycleRescheduled', { startsOn: '2026-01-05', endsOn: '2026-04-05' }),
];
