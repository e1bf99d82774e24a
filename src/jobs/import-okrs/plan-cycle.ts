import { activateCycle } from '../../commands/cycle/activate-cycle.ts';
import { defineCycle } from '../../commands/cycle/define-cycle.ts';
import { daysBetween } from '../../domain/calendar.ts';
import { existing } from './existing.ts';
import { commandIdFor } from './import-ids.ts';
import type { Step, Strand } from './import-plan.ts';
import type { OutlinedCycle } from './outline.ts';
import type { Planning } from './planning.ts';

export const cycleStrand = (name: string) => `cycle ${name}`;

/** Defines the cycle, and activates it once it has begun. */
export function planCycle(cycle: OutlinedCycle, { there, today }: Planning): Strand {
  const { name, startsOn, endsOn, line } = cycle;
  const { id: cycleId, state } = existing(there.cycles, name);
  const base = { by: 'user', line, rows: 0 } as const;
  const steps: Step[] = [];
  if (!state) {
    const input = { cycleId, name, kind: kindOf(startsOn, endsOn), startsOn, endsOn };
    steps.push({
      ...base,
      command: defineCycle,
      input,
      commandId: cycleId,
      makes: 'cycles',
      essential: true,
    });
  }
  if ((state?.phase ?? 'defined') === 'defined' && startsOn <= today) {
    const commandId = commandIdFor(cycleId, activateCycle);
    steps.push({
      ...base,
      command: activateCycle,
      input: { cycleId },
      commandId,
      makes: null,
      essential: false,
    });
  }
  return { key: cycleStrand(name), needs: [], lines: [line], steps };
}

/** Lengths in days, first and last included, of the calendar's periods. */
const lengths = [
  ['month', 28, 31],
  ['quarter', 90, 92],
  ['half', 181, 184],
  ['year', 365, 366],
] as const;

function kindOf(startsOn: string, endsOn: string): string {
  const days = daysBetween(startsOn, endsOn) + 1;
  return lengths.find(([, least, most]) => least <= days && days <= most)?.[0] ?? 'custom';
}
