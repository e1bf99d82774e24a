import { z } from 'zod';
import { rule } from '../../core/domain-error.ts';
import { amount } from '../../domain/amounts.ts';
import { currencyCode, decimalInput, registrationMode, rollUpMode, timeZone } from '../../domain/values.ts';
import { role } from '../../events/organization.events.ts';

const days = z.int().max(366);

/** Settings as clients send them. Paces are ratios, days are calendar days. */
const organizationSettings = z.strictObject({
  timeZone,
  fiscalYearStartMonth: z.int().min(1).max(12),
  currency: currencyCode,
  checkInCadenceDays: days.min(1),
  graceDays: days.min(0),
  onTrackPace: decimalInput,
  atRiskPace: decimalInput,
  approvalRequired: z.boolean(),
  registration: registrationMode,
  defaultRole: role.exclude(['owner']),
  rollUp: rollUpMode,
});
export type OrganizationSettings = Readonly<z.output<typeof organizationSettings>>;

/**
 * `current` with what `changes` names.
 * @throws DomainError RULE_VIOLATED unless 0 ≤ atRiskPace ≤ onTrackPace.
 */
export function mergeSettings(
  current: OrganizationSettings,
  changes: z.output<typeof settingsChanges>,
): OrganizationSettings {
  const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const merged = { ...current, ...named };
  const atRisk = amount(merged.atRiskPace);
  rule(
    !atRisk.isNegative() && atRisk.lte(merged.onTrackPace),
    `atRiskPace must lie between 0 and onTrackPace, ${merged.onTrackPace}`,
    'atRiskPace',
  );
  return merged;
}

/** Any part of the settings; what is not named stays. */
export const settingsChanges = organizationSettings.partial();
