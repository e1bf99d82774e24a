import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { checkInValue, keyResultMeasure } from '../domain/key-result-types.ts';
import { checkInSource, confidence, date, id, score, weight } from '../domain/values.ts';

const subject = { keyResultId: id, objectiveId: id };
/** What people wrote is checked where it is asked for; the log keeps it as it was. */
const text = z.string();

/** The one who recorded the check-in: id of a user, an API key or a process. */
const authorId = z.string().min(1);

const checkIn = {
  ...subject,
  checkInId: id,
  effectiveOn: date,
  value: checkInValue,
  confidence: confidence.optional(),
  comment: text.optional(),
  authorId,
};

/** Both measures have the same type. */
const measureChange = { from: keyResultMeasure, to: keyResultMeasure };

/**
 * What can happen to a key result. Dates are business time, of the organization's time zone.
 * A check-in counts by its `effectiveOn`, ties by the order of their CheckInRecorded; a correction replaces
 * the content of the check-in in place, a retraction takes it away.
 * `KeyResultRevised` names changed fields only; `description: null` means none any more.
 */
export const keyResultEvents = defineEvents('keyResult', {
  KeyResultDefined: z.strictObject({
    ...subject,
    cycleId: id,
    title: text,
    description: text.optional(),
    ownerId: id,
    weight,
    measure: keyResultMeasure,
  }),
  KeyResultRevised: z.strictObject({
    ...subject,
    title: text.optional(),
    description: text.nullable().optional(),
    measure: keyResultMeasure.optional(),
  }),
  KeyResultTargetRevised: z.strictObject({
    ...subject,
    ...measureChange,
    reason: text.optional(),
    effectiveOn: date,
  }),
  KeyResultBaselineCorrected: z.strictObject({ ...subject, ...measureChange, reason: text.optional() }),
  KeyResultReweighted: z.strictObject({ ...subject, weight }),
  KeyResultOwnerChanged: z.strictObject({ ...subject, ownerId: id }),
  KeyResultRemoved: z.strictObject({ ...subject, reason: text.optional() }),
  CheckInRecorded: z.strictObject({ ...checkIn, source: checkInSource, externalRef: text.optional() }),
  CheckInCorrected: z.strictObject({ ...checkIn, reason: text }),
  CheckInRetracted: z.strictObject({ ...subject, checkInId: id, reason: text, authorId }),
  /** The check-in that counts has reached the target. Undone by whatever makes it fall short again. */
  KeyResultCompleted: z.strictObject({ ...subject, checkInId: id, completedOn: date }),
  /** `computedScore` is what the progress of that moment suggested. */
  KeyResultGraded: z.strictObject({ ...subject, score, computedScore: score, note: text.optional() }),
  KeyResultWaived: z.strictObject({ ...subject, reason: text }),
});
