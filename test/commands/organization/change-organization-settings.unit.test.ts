import { describe, expect, test } from '@jest/globals';
import { changeOrganizationSettings } from '../../../src/commands/organization/change-organization-settings.ts';
import { decider } from '../../support/given-when-then.ts';
import { organizationId, settingsChanged, staffed } from './organization-history.ts';

const change = decider(changeOrganizationSettings);

describe('ChangeOrganizationSettings', () => {
  test('keeps what is not named', () => {
    const state = change
      .given([...staffed, settingsChanged({ currency: 'USD' })])
      .when({ organizationId, rollUp: 'own', graceDays: 0 })
      .then([settingsChanged({ currency: 'USD', rollUp: 'own', graceDays: 0 })]);
    expect(state.settings).toMatchObject({ currency: 'USD', rollUp: 'own', graceDays: 0 });
    expect(state.settings).not.toHaveProperty('organizationId');
  });

  test.each([{}, { onTrackPace: 0.95 }, { currency: 'EUR', registration: 'invited' }])(
    'changes nothing for %j',
    (changes) => {
      change
        .given(staffed)
        .when({ organizationId, ...changes })
        .then([]);
    },
  );

  test('accepts paces that are the same', () => {
    change
      .given(staffed)
      .when({ organizationId, onTrackPace: '0.75' })
      .then([settingsChanged({ onTrackPace: '0.75' })]);
  });

  test.each([{ onTrackPace: '0.7' }, { atRiskPace: '-0.1' }, { atRiskPace: '1' }])(
    'refuses paces out of order: %j',
    (paces) => {
      change
        .given(staffed)
        .when({ organizationId, ...paces })
        .thenRefused('RULE_VIOLATED', 'between 0 and onTrackPace');
    },
  );

  test.each([{ checkInCadenceDays: 0 }, { graceDays: -1 }, { currency: 'XXX1' }, { registration: 'never' }])(
    'refuses %j',
    (changes) => {
      change
        .given(staffed)
        .when({ organizationId, ...changes })
        .thenRefused('VALIDATION_FAILED');
    },
  );
});
