/** Settings of an organization that has chosen none. Paces are ratios, days are calendar days. */
export const defaultSettings = {
  timeZone: 'UTC',
  fiscalYearStartMonth: 1,
  currency: 'EUR',
  checkInCadenceDays: 7,
  graceDays: 3,
  onTrackPace: '0.95',
  atRiskPace: '0.75',
  approvalRequired: false,
  registration: 'invited',
  defaultRole: 'member',
  rollUp: 'both',
} as const;
