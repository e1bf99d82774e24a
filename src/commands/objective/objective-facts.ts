import type { CommandContext, FactReader } from '../../core/define-command.ts';
import { cycleStream } from '../cycle/cycle.stream.ts';
import { found, organizationOf } from '../facts.ts';
import type { ObjectiveState } from './objective.stream.ts';

/** The organization and the cycle of an objective. */
export async function objectiveFacts(
  _input: unknown,
  read: FactReader,
  context: CommandContext,
  { cycleId }: ObjectiveState,
) {
  const [organization, cycle] = await Promise.all([
    organizationOf(read, context),
    read.state(cycleStream, cycleId),
  ]);
  return { organization, cycle: found(cycle) };
}
