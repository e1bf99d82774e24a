import { activateObjective } from '../../commands/objective/activate-objective.ts';
import { draftObjective } from '../../commands/objective/draft-objective.ts';
import { existing } from './existing.ts';
import { commandIdFor } from './import-ids.ts';
import type { Step, Strand } from './import-plan.ts';
import type { OutlinedObjective } from './outline.ts';
import { cycleStrand } from './plan-cycle.ts';
import { memberStrand } from './plan-user.ts';
import type { Planning } from './planning.ts';

export const objectiveStrand = (key: string) => `objective ${key}`;

/** Drafts and activates a new objective; one that is there as a draft is activated where it has check-ins. */
export function planObjective(key: string, objective: OutlinedObjective, { there }: Planning): Strand {
  const { cycle, title, description, ownerEmail, visibility, line } = objective;
  const { id: objectiveId, state } = existing(there.objectives, key);
  const base = { by: 'user', line, rows: 0 } as const;
  const steps: Step[] = [];
  if (!state) {
    const { id: cycleId } = existing(there.cycles, cycle);
    const ownerIds = [existing(there.users, ownerEmail).id];
    steps.push({
      ...base,
      command: draftObjective,
      input: { objectiveId, cycleId, title, description, ownerIds, visibility },
      commandId: objectiveId,
      makes: 'objectives',
      essential: true,
    });
  }
  if (!state || (state.phase === 'draft' && objective.hasCheckIn)) {
    const commandId = commandIdFor(objectiveId, activateObjective);
    const input = { objectiveId };
    steps.push({ ...base, command: activateObjective, input, commandId, makes: null, essential: false });
  }
  const needs = state ? [] : [cycleStrand(cycle), memberStrand(ownerEmail)];
  return { key: objectiveStrand(key), needs, lines: [line], steps };
}
