import type { CommandContext } from '../../core/define-command.ts';
import { DomainError, rule } from '../../core/domain-error.ts';
import { addDays } from '../../domain/calendar.ts';
import type { Check } from '../../domain/key-result-types.ts';
import type { IsoDate } from '../../domain/values.ts';
import { today } from '../facts.ts';
import { requireObjectiveOwner } from '../objective/require-objective-owner.ts';
import { requireOpen } from '../objective/require-open.ts';
import type { KeyResultFacts } from './key-result-facts.ts';
import type { KeyResultState } from './key-result-state.ts';

/** Throws FORBIDDEN unless the actor may report on the key result: its owner and its objective's owners. */
export function requireReporter(
  context: CommandContext,
  { ownerId }: KeyResultState,
  { objective }: KeyResultFacts,
): void {
  requireObjectiveOwner(context, objective, [ownerId]);
}

/** Throws RULE_VIOLATED unless key results of the objective can be defined and changed. */
export function requireOpenObjective({ objective, cycle }: Omit<KeyResultFacts, 'organization'>): void {
  requireOpen(objective);
  rule(cycle.phase !== 'closed', 'the cycle is closed: reopen it first');
}

/** Throws RULE_VIOLATED unless the definition of the key result can be changed. */
export function requireChangeable({ removed }: KeyResultState, facts: KeyResultFacts): void {
  rule(!removed, 'the key result was removed: define another one');
  requireOpenObjective(facts);
}

/** Throws RULE_VIOLATED unless the key result takes check-ins and grades. */
export function requireInProgress(state: KeyResultState, facts: KeyResultFacts): void {
  requireChangeable(state, facts);
  rule(!state.waived, 'the key result was waived: it takes neither check-ins nor grades');
  rule(facts.objective.phase === 'active', 'the objective is a draft: activate it first');
}

/** Throws RULE_VIOLATED unless `effectiveOn` is today or earlier. */
export function requireNotInFuture(effectiveOn: IsoDate, day: IsoDate): void {
  rule(
    effectiveOn <= day,
    `effectiveOn is ${effectiveOn}, in the future: choose ${day} or an earlier day`,
    'effectiveOn',
  );
}

/**
 * Throws RULE_VIOLATED unless `effectiveOn` is today or earlier, and inside the cycle plus its grace days.
 */
export function requireEffectiveDate(
  effectiveOn: IsoDate,
  now: string,
  { organization, cycle: { startsOn, endsOn } }: KeyResultFacts,
): void {
  requireNotInFuture(effectiveOn, today(now, organization));
  const { graceDays } = organization.settings;
  const lastDay = addDays(endsOn, graceDays);
  const isInside = startsOn <= effectiveOn && effectiveOn <= lastDay;
  const days = graceDays === 0 ? 'the cycle' : `the cycle and its ${graceDays} grace days`;
  rule(
    isInside,
    `effectiveOn is ${effectiveOn}: choose a day from ${startsOn} to ${lastDay}, ${days}`,
    'effectiveOn',
  );
}

/** Throws RULE_VIOLATED unless the objective is a draft, or there is a reason for the change of its aim. */
export function requireReason(
  { phase }: KeyResultFacts['objective'],
  reason: string | undefined,
  what: 'target' | 'baseline',
): void {
  const isGiven = phase === 'draft' || reason !== undefined;
  rule(isGiven, `reason is required: the objective is active, say why its ${what} changes`, 'reason');
}

/** Throws RULE_VIOLATED for a check that failed; its own code is in the details. */
export function requireCheck(check: Check, field: string): void {
  if (check.ok) return;
  const { code } = check;
  const message = check.message.includes(field) ? check.message : `${field}: ${check.message}`;
  throw new DomainError('RULE_VIOLATED', message, [{ field, message, code }]);
}
