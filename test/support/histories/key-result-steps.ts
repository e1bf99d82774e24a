import { type KeyResultMeasure, keyResultMeasure } from '../../../src/domain/key-result-types.ts';
import { churn, launch, pilot, revenue, rollout, signUps, uptime } from '../../domain/measures.ts';
import { type Draw, happen, type KeyResult, memberOf, type Step, valueFor, type World } from './world.ts';

const measures = [signUps, churn, revenue, launch, rollout, pilot, uptime].map((measure) =>
  keyResultMeasure.parse(measure),
);
const days = Array.from({ length: 28 }, (_, index) => `2026-02-${String(index + 1).padStart(2, '0')}`);

function anyKeyResult(world: World, draw: Draw): KeyResult | undefined {
  return draw.of(world.objectives.flatMap(({ keyResults }) => keyResults.filter(({ removed }) => !removed)));
}

const onKeyResult =
  (
    step: (
      keyResult: KeyResult,
      add: (type: string, data: Record<string, unknown>) => void,
      draw: Draw,
    ) => void,
  ): Step =>
  (world, draw) => {
    const keyResult = anyKeyResult(world, draw);
    if (!keyResult) return;
    const { id, objective } = keyResult;
    const add = (type: string, data: Record<string, unknown>) =>
      happen(
        world,
        { category: 'keyResult', id, organizationId: objective.organizationId },
        type,
        { objectiveId: objective.id, ...data },
        memberOf(world, objective.organizationId, draw),
      );
    step(keyResult, add, draw);
  };

const define: Step = (world, draw) => {
  const objective = draw.of(world.objectives.filter(({ phase }) => phase !== 'closed'));
  const measure = draw.of(measures);
  if (!objective || !measure) return;
  const ownerId = memberOf(world, objective.organizationId, draw);
  if (!ownerId) return;
  const keyResult = { id: draw.id(), objective, measure, removed: false, checkIns: [] };
  objective.keyResults.push(keyResult);
  happen(
    world,
    { category: 'keyResult', id: keyResult.id, organizationId: objective.organizationId },
    'KeyResultDefined',
    {
      objectiveId: objective.id,
      cycleId: objective.cycleId,
      title: `Key result ${draw.below(100)}`,
      ownerId,
      weight: String(draw.below(4)),
      measure,
    },
  );
};

function content({ measure }: KeyResult, draw: Draw): Record<string, unknown> {
  return {
    effectiveOn: draw.of(days),
    value: valueFor(measure, draw),
    ...(draw.below(2) === 1 ? { confidence: draw.below(11) } : {}),
    ...(draw.below(2) === 1 ? { comment: `Comment ${draw.below(9)}` } : {}),
    authorId: `author-${draw.below(3)}`,
  };
}

const checkIn = onKeyResult((keyResult, add, draw) => {
  const checkInId = draw.id();
  keyResult.checkIns.push(checkInId);
  add('CheckInRecorded', { checkInId, ...content(keyResult, draw), source: 'manual' });
  if (draw.below(4) === 0) add('KeyResultCompleted', { checkInId, completedOn: draw.of(days) });
});

const correct = onKeyResult((keyResult, add, draw) => {
  const checkInId = draw.of(keyResult.checkIns);
  if (checkInId) add('CheckInCorrected', { checkInId, ...content(keyResult, draw), reason: 'Typing error' });
});

const retract = onKeyResult((keyResult, add, draw) => {
  const checkInId = draw.of(keyResult.checkIns);
  if (!checkInId) return;
  keyResult.checkIns.splice(keyResult.checkIns.indexOf(checkInId), 1);
  add('CheckInRetracted', { checkInId, reason: 'Not ours', authorId: 'author-1' });
});

/** Another measure of the same type. */
function revised(measure: KeyResultMeasure, draw: Draw): KeyResultMeasure {
  if (measure.type === 'percent') return { ...measure, target: String(10 + draw.below(90)) };
  if (measure.type === 'number' || measure.type === 'currency') {
    return { ...measure, target: String(1_000 + draw.below(900)) };
  }
  return measure.type === 'band' ? { ...measure, lower: String(draw.below(90)) } : measure;
}

const reviseTarget = onKeyResult((keyResult, add, draw) => {
  const from = keyResult.measure;
  keyResult.measure = revised(from, draw);
  const reason = 'Market changed';
  add('KeyResultTargetRevised', { from, to: keyResult.measure, reason, effectiveOn: draw.of(days) });
});

const correctBaseline = onKeyResult((keyResult, add, draw) => {
  const from = keyResult.measure;
  keyResult.measure = 'baseline' in from ? { ...from, baseline: String(draw.below(3)) } : from;
  add('KeyResultBaselineCorrected', { from, to: keyResult.measure });
});

const revise = onKeyResult((keyResult, add, draw) => {
  if (draw.below(2) === 1) return add('KeyResultRevised', { title: 'Renamed', description: null });
  keyResult.measure = revised(keyResult.measure, draw);
  add('KeyResultRevised', { description: 'More', measure: keyResult.measure });
});

const remove = onKeyResult((keyResult, add) => {
  keyResult.removed = true;
  add('KeyResultRemoved', {});
});

const reweight = onKeyResult((_, add, draw) => add('KeyResultReweighted', { weight: String(draw.below(5)) }));
const giveAway = onKeyResult((_, add, draw) => add('KeyResultOwnerChanged', { ownerId: draw.id() }));
const waive = onKeyResult((_, add) => add('KeyResultWaived', { reason: 'No longer ours' }));
const grade = onKeyResult((_, add) =>
  add('KeyResultGraded', { score: '0.7', computedScore: '0.6', note: 'Well done' }),
);

/** The likelier ones several times. */
export const keyResultSteps: readonly Step[] = [
  ...[define, define, define],
  ...[checkIn, checkIn, checkIn, checkIn, checkIn, checkIn],
  ...[correct, correct, retract, reviseTarget, reviseTarget, correctBaseline, revise],
  ...[remove, reweight, giveAway, waive, grade],
];
