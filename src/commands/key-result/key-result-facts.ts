import type { CommandContext, FactReader } from '../../core/define-command.ts';
import type { CycleState } from '../cycle/cycle.stream.ts';
import { cycleStream } from '../cycle/cycle.stream.ts';
import { found, organizationOf } from '../facts.ts';
import { type ObjectiveState, objectiveStream } from '../objective/objective.stream.ts';
import type { OrganizationState } from '../organization/organization.stream.ts';
import type { KeyResultState } from './key-result-state.ts';

/** What surrounds a key result. */
export interface KeyResultFacts {
  readonly organization: OrganizationState;
  readonly cycle: CycleState;
  readonly objective: ObjectiveState;
}

/** States only, all of them cached: check-ins are the commonest command. */
export async function keyResultFacts(
  _input: unknown,
  read: FactReader,
  context: CommandContext,
  { cycleId, objectiveId }: KeyResultState,
): Promise<KeyResultFacts> {
  const [organization, cycle, objective] = await Promise.all([
    organizationOf(read, context),
    read.state(cycleStream, cycleId),
    read.state(objectiveStream, objectiveId),
  ]);
  return { organization, cycle: found(cycle), objective: found(objective) };
}
