import { amount } from './amounts.ts';
import { daysBetween } from './calendar.ts';
import type { DecimalString, IsoDate, Outcome, ProgressStatus, StatusOverride } from './values.ts';

/** What the status of a key result or an objective follows from. */
export interface StatusFacts {
  readonly today: IsoDate;
  /** How it was closed; null while it is open. */
  readonly outcome: Outcome | null;
  /** Holds up to and including the day `until`. */
  readonly override: { readonly status: StatusOverride; readonly until: IsoDate } | null;
  /**
   * First day on which check-ins are due: activation or the start of the cycle, the later; null before
   * activation.
   */
  readonly activeSince: IsoDate | null;
  /** Latest `effectiveOn`; null before the first check-in. */
  readonly lastCheckInOn: IsoDate | null;
  readonly pace: DecimalString | null;
}

/** Settings of the organization; paces are ratios, such as '0.95' and '0.75'. */
interface StatusSettings {
  readonly checkInCadenceDays: number;
  readonly graceDays: number;
  readonly onTrackPace: DecimalString;
  readonly atRiskPace: DecimalString;
}

/**
 * The first that applies: the outcome it was closed with; the override until its date; `stale` after more
 * than cadence + grace days without a check-in; `pending` before the first check-in or while there is no
 * pace; `onTrack` from pace ≥ onTrackPace; `atRisk` from pace ≥ atRiskPace; else `offTrack`.
 */
export function statusOf(facts: StatusFacts, settings: StatusSettings): ProgressStatus {
  const { today, outcome, override, activeSince, lastCheckInOn, pace } = facts;
  if (outcome) return outcome;
  if (override && today <= override.until) return override.status;
  const quietSince = lastCheckInOn ?? activeSince;
  const patience = settings.checkInCadenceDays + settings.graceDays;
  if (quietSince && daysBetween(quietSince, today) > patience) return 'stale';
  if (!lastCheckInOn || pace === null) return 'pending';
  if (amount(pace).gte(settings.onTrackPace)) return 'onTrack';
  return amount(pace).gte(settings.atRiskPace) ? 'atRisk' : 'offTrack';
}
