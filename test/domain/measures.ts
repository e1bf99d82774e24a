import type { KeyResultMeasureInput } from '../../src/domain/key-result-types.ts';

/** One measure of each type, as a client may send it. */
export const signUps = { type: 'number', baseline: '100', target: '500' } as const;
export const churn = { type: 'percent', baseline: '8', target: '3' } as const;
export const revenue = { type: 'currency', currency: 'EUR', baseline: 0, target: 1e6 } as const;
export const launch = { type: 'boolean' } as const;
export const rollout: Extract<KeyResultMeasureInput, { type: 'milestones' }> = {
  type: 'milestones',
  milestones: [
    { id: 'alpha', title: 'Alpha', weight: 1 },
    { id: 'beta', title: 'Beta', weight: '2' },
    { id: 'ga', title: 'General availability' },
  ],
};
export const pilot = {
  type: 'stages',
  stages: { fail: 'No pilot', commit: 'One pilot', target: 'Three pilots', stretch: 'A signed contract' },
} as const;
export const uptime = { type: 'band', unit: '%', precision: 3, lower: '99.9', upper: '100' } as const;
