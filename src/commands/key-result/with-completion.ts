import type { DecidedEvent } from '../../core/define-events.ts';
import type { keyResultEvents } from '../../events/key-result.events.ts';
import { type KeyResultState, reachesTarget } from './key-result-state.ts';

type KeyResultEvent = DecidedEvent<typeof keyResultEvents>;

/** The event, and the completion that it brings: `after` is the state it leads to. */
export function withCompletion(event: KeyResultEvent, after: KeyResultState): KeyResultEvent[] {
  const { objectiveId, current, completedBy } = after;
  if (!current || completedBy !== null || !reachesTarget(after)) return [event];
  const { checkInId, content } = current;
  const { keyResultId } = event.data;
  const data = { keyResultId, objectiveId, checkInId, completedOn: content.effectiveOn };
  return [event, { type: 'KeyResultCompleted', data }];
}
