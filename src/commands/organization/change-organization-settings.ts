import { defineCommand } from '../../core/define-command.ts';
import { id } from '../../domain/values.ts';
import { sameContent } from '../same-content.ts';
import { organizationStream } from './organization.stream.ts';
import { mergeSettings, settingsChanges } from './organization-settings.ts';

export const changeOrganizationSettings = defineCommand({
  type: 'ChangeOrganizationSettings',
  summary: 'Change settings of the organization; what is not named stays.',
  stream: organizationStream,
  input: settingsChanges.extend({ organizationId: id }),
  target: 'organizationId',
  routes: [{ method: 'patch', path: '/organizations/:organizationId/settings' }],
  roles: ['owner', 'admin'],
  decide(state, { organizationId, ...changes }) {
    const settings = mergeSettings(state.settings, changes);
    if (sameContent(settings, state.settings)) return [];
    return [{ type: 'OrganizationSettingsChanged', data: { organizationId, ...settings } }];
  },
});
