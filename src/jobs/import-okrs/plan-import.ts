import { type Counts, noCounts, plus, sum } from './counts.ts';
import type { ImportPlan, Step } from './import-plan.ts';
import { planCycle } from './plan-cycle.ts';
import { planKeyResult } from './plan-key-result.ts';
import { planObjective } from './plan-objective.ts';
import { planUser } from './plan-user.ts';
import type { Planning } from './planning.ts';

/**
 * The ordinary commands that an outline comes to, without what is there already. Pure; the ids do not depend
 * on the order of the rows.
 */
export function planImport(planning: Planning): ImportPlan {
  const { outline } = planning;
  const users = [...outline.owners.keys()].flatMap((email) => planUser(email, planning));
  const cycles = [...outline.cycles.values()].map((cycle) => planCycle(cycle, planning));
  const objectives = [...outline.objectives].map(([key, objective]) =>
    planObjective(key, objective, planning),
  );
  const keyResults = [...outline.keyResults].map(([key, keyResult]) =>
    planKeyResult(key, keyResult, planning),
  );
  const checkIns = [...outline.keyResults.values()].reduce((all, { checkIns }) => all + checkIns.length, 0);
  const total: Counts = {
    users: outline.owners.size,
    cycles: cycles.length,
    objectives: objectives.length,
    keyResults: keyResults.length,
    checkIns,
  };
  const strands = [...cycles, ...users, ...objectives, ...keyResults].filter(({ steps }) => steps.length > 0);
  const rows = [...outline.keyResults.values()].reduce(
    (all, { checkIns, bareLines }) => all + checkIns.length + bareLines.length,
    0,
  );
  const left = strands.flatMap(({ steps }) => steps);
  return {
    strands,
    total,
    unchanged: sum(total, madeBy(left), -1),
    rowsDone: rows - left.reduce((all, step) => all + step.rows, 0),
  };
}

function madeBy(steps: readonly Step[]): Counts {
  return steps.reduce((made, { makes }) => (makes ? plus(made, makes) : made), noCounts);
}
