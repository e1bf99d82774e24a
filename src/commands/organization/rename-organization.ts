import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { id, nonEmptyText } from '../../domain/values.ts';
import { organizationStream } from './organization.stream.ts';

export const renameOrganization = defineCommand({
  type: 'RenameOrganization',
  summary: 'Give the organization another name; its slug stays.',
  stream: organizationStream,
  input: z.strictObject({ organizationId: id, name: nonEmptyText(120) }),
  target: 'organizationId',
  routes: [{ method: 'patch', path: '/organizations/:organizationId' }],
  roles: ['owner', 'admin'],
  decide(state, { organizationId, name }) {
    return name === state.name ? [] : [{ type: 'OrganizationRenamed', data: { organizationId, name } }];
  },
});
