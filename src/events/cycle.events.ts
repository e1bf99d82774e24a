import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { cycleKind, date, id } from '../domain/values.ts';

const cycleId = id;
/** What people wrote is checked where it is asked for; the log keeps it as it was. */
const text = z.string();

/** First and last day of the cycle, both part of it. */
const dates = { startsOn: date, endsOn: date };

export const cycleEvents = defineEvents('cycle', {
  CycleDefined: z.strictObject({ cycleId, name: text, kind: cycleKind, ...dates }),
  CycleRescheduled: z.strictObject({ cycleId, ...dates }),
  CycleActivated: z.strictObject({ cycleId }),
  CycleGradingOpened: z.strictObject({ cycleId }),
  CycleClosed: z.strictObject({ cycleId }),
  /** A closed cycle is back in grading. */
  CycleReopened: z.strictObject({ cycleId, reason: text }),
});
