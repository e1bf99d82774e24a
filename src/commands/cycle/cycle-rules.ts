import { rule } from '../../core/domain-error.ts';
import type { CyclePhase } from '../../domain/values.ts';
import type { CycleState } from './cycle.stream.ts';

/** @throws DomainError RULE_VIOLATED unless the cycle is in the phase that comes before `next`. */
export function requirePhase({ phase }: CycleState, before: CyclePhase, next: CyclePhase): void {
  rule(phase === before, `only a cycle that is ${before} can become ${next}; this one is ${phase}`);
}

/** @throws DomainError RULE_VIOLATED */
export function requireStartBeforeEnd(startsOn: string, endsOn: string): void {
  rule(startsOn < endsOn, `endsOn is ${endsOn}: choose a day after startsOn, ${startsOn}`, 'endsOn');
}
