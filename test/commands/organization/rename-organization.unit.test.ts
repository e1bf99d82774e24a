import { describe, expect, test } from '@jest/globals';
import { renameOrganization } from '../../../src/commands/organization/rename-organization.ts';
import { decider } from '../../support/given-when-then.ts';
import { organizationId, staffed } from './organization-history.ts';

const rename = decider(renameOrganization);

describe('RenameOrganization', () => {
  test('renames it', () => {
    const state = rename
      .given(staffed)
      .when({ organizationId, name: 'Acme Corp' })
      .then([{ type: 'OrganizationRenamed', data: { organizationId, name: 'Acme Corp' } }]);
    expect(state).toMatchObject({ name: 'Acme Corp', slug: 'acme' });
  });

  test('changes nothing for the same name', () => {
    rename.given(staffed).when({ organizationId, name: ' Acme' }).then([]);
  });

  test('refuses an empty name', () => {
    rename.given(staffed).when({ organizationId, name: '' }).thenRefused('VALIDATION_FAILED', 'empty');
  });

  test('is for owners and admins', () => {
    const admits = (role: 'owner' | 'admin' | 'manager') =>
      rename.given(staffed).admits({ organizationId, name: 'Acme' }, { role });
    expect([admits('owner'), admits('admin'), admits('manager')]).toEqual([true, true, false]);
  });
});
