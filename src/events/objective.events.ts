import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { date, id, objectiveVisibility, outcome, score } from '../domain/values.ts';

const objectiveId = id;
const ownerIds = z.array(id).min(1);
/** What people wrote is checked where it is asked for; the log keeps it as it was. */
const text = z.string();

/**
 * What can happen to an objective. `activatedOn` and `closedOn` are dates of the organization's time zone.
 * `ObjectiveRevised` names changed fields only; `teamId: null` means no team any more.
 */
export const objectiveEvents = defineEvents('objective', {
  ObjectiveDrafted: z.strictObject({
    objectiveId,
    cycleId: id,
    title: text,
    description: text,
    ownerIds,
    teamId: id.optional(),
    visibility: objectiveVisibility,
    tags: z.array(text),
  }),
  ObjectiveRevised: z.strictObject({
    objectiveId,
    title: text.optional(),
    description: text.optional(),
    teamId: id.nullable().optional(),
    visibility: objectiveVisibility.optional(),
    tags: z.array(text).optional(),
  }),
  ObjectiveOwnersChanged: z.strictObject({ objectiveId, ownerIds }),
  ObjectiveActivated: z.strictObject({ objectiveId, activatedOn: date }),
  /** Scores are null where nothing was measured, or a dropped objective was not scored. */
  ObjectiveClosed: z.strictObject({
    objectiveId,
    closedOn: date,
    outcome,
    computedScore: score.nullable(),
    finalScore: score.nullable(),
    narrative: text.optional(),
  }),
  ObjectiveReopened: z.strictObject({ objectiveId, reason: text }),
  ObjectiveArchived: z.strictObject({ objectiveId }),
  ObjectiveRestored: z.strictObject({ objectiveId }),
});
