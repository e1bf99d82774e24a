import type { Knex } from 'knex';
import { z } from 'zod';
import type { QueryContext, ReadModels, ReadRow } from '../core/define-query.ts';
import { localDate } from '../domain/calendar.ts';
import { defaultSettings } from '../domain/default-settings.ts';
import { expectedProgress, paceOf } from '../domain/formulas.ts';
import type { KeyResultMeasure } from '../domain/key-result-types.ts';
import { statusOf } from '../domain/status.ts';
import { isTimeZone } from '../domain/time-zones.ts';
import { type Outcome, progressStatus, ratio } from '../domain/values.ts';

/** Columns that a status needs besides those of the thing itself. */
const statusColumns = {
  cycleStartsOn: 'cycles.starts_on',
  cycleEndsOn: 'cycles.ends_on',
  timeZone: 'organizations.time_zone',
  checkInCadenceDays: 'organizations.check_in_cadence_days',
  graceDays: 'organizations.grace_days',
  onTrackPace: 'organizations.on_track_pace',
  atRiskPace: 'organizations.at_risk_pace',
  activatedOn: 'objectives.activated_on',
  outcome: 'objectives.outcome',
};

const statusRow = z.object({
  cycleStartsOn: z.string().nullable(),
  cycleEndsOn: z.string().nullable(),
  timeZone: z.string().nullable(),
  checkInCadenceDays: z.number().nullable(),
  graceDays: z.number().nullable(),
  onTrackPace: z.string().nullable(),
  atRiskPace: z.string().nullable(),
  activatedOn: z.string().nullable(),
  outcome: z.custom<Outcome>().nullable(),
});

/** Selects `columns`, and what {@link statusOfRow} needs, from rows that `objectives` are part of. */
export function selectWithStatus(
  rows: Knex.QueryBuilder,
  read: ReadModels,
  columns: Readonly<Record<string, string>>,
): Knex.QueryBuilder {
  return rows
    .leftJoin(read.table('cycles').as('cycles'), 'cycles.id', 'objectives.cycle_id')
    .leftJoin(
      read.table('organizations').as('organizations'),
      'organizations.organization_id',
      'objectives.organization_id',
    )
    .select({ ...statusColumns, ...columns });
}

/** What is computed for the day of the question, never stored. */
export const statusFields = {
  expectedProgress: ratio
    .nullable()
    .describe('Where progress should be today, 0 to 1; null without a cycle.'),
  pace: ratio
    .nullable()
    .describe('Progress / expected progress: 1 is on plan; null while nothing is expected.'),
  status: progressStatus,
};

/** Expected progress, pace and status on the day that `now` is in the time zone of the organization. */
export function statusOfRow(
  from: ReadRow,
  { progress, lastCheckInOn }: { progress: string | null; lastCheckInOn: string | null },
  { now }: QueryContext,
  measure?: KeyResultMeasure,
) {
  const row = statusRow.parse(from);
  const today = localDate(
    now,
    row.timeZone && isTimeZone(row.timeZone) ? row.timeZone : defaultSettings.timeZone,
  );
  const { cycleStartsOn: startsOn, cycleEndsOn: endsOn, activatedOn } = row;
  const cycle = startsOn === null || endsOn === null ? null : { startsOn, endsOn };
  const expected = cycle && expectedProgress(cycle, today, measure);
  const pace = cycle && paceOf(progress, cycle, today, measure);
  const status = statusOf(
    {
      today,
      outcome: row.outcome,
      override: null,
      activeSince:
        activatedOn !== null && startsOn !== null && startsOn > activatedOn ? startsOn : activatedOn,
      lastCheckInOn,
      pace,
    },
    {
      checkInCadenceDays: row.checkInCadenceDays ?? defaultSettings.checkInCadenceDays,
      graceDays: row.graceDays ?? defaultSettings.graceDays,
      onTrackPace: row.onTrackPace ?? defaultSettings.onTrackPace,
      atRiskPace: row.atRiskPace ?? defaultSettings.atRiskPace,
    },
  );
  return { expectedProgress: expected, pace, status };
}
