import { rule } from '../../core/domain-error.ts';
import type { ObjectiveState } from './objective.stream.ts';

/** Throws RULE_VIOLATED for an objective that was archived or closed. */
export function requireOpen({ archived, phase }: Pick<ObjectiveState, 'archived' | 'phase'>): void {
  rule(!archived, 'the objective is archived: restore it first');
  rule(phase !== 'closed', 'the objective is closed: reopen it first');
}
