import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { date, id, nonEmptyText } from '../domain/values.ts';

const cycleId = id;

export const cycleKind = z.enum(['year', 'half', 'quarter', 'month', 'custom']);

/** First and last day of the cycle, both part of it. */
const dates = { startsOn: date, endsOn: date };

export const cycleEvents = defineEvents('cycle', {
  CycleDefined: z.strictObject({ cycleId, name: nonEmptyText(120), kind: cycleKind, ...dates }),
  CycleRescheduled: z.strictObject({ cycleId, ...dates }),
  CycleActivated: z.strictObject({ cycleId }),
  CycleGradingOpened: z.strictObject({ cycleId }),
  CycleClosed: z.strictObject({ cycleId }),
  /** A closed cycle is back in grading. */
  CycleReopened: z.strictObject({ cycleId, reason: nonEmptyText(2000) }),
});
