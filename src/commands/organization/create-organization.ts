import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { defaultSettings } from '../../domain/default-settings.ts';
import { id, nonEmptyText, slug } from '../../domain/values.ts';
import { organizationSlugStream } from '../organization-slug/organization-slug.stream.ts';
import { organizationStream } from './organization.stream.ts';
import { mergeSettings, settingsChanges } from './organization-settings.ts';

/**
 * Internal: the identity service has claimed the slug (ClaimOrganizationSlug). A user who asks is the
 * founder.
 */
export const createOrganization = defineCommand({
  type: 'CreateOrganization',
  summary: 'Create an organization; its founder becomes the owner.',
  stream: organizationStream,
  input: z.strictObject({
    organizationId: id,
    name: nonEmptyText(120),
    slug,
    settings: settingsChanges.default({}),
  }),
  target: 'organizationId',
  expects: 'new',
  admits: (_, actor) => actor.type === 'user',
  async prepare({ slug }, read) {
    const claim = await read.state(organizationSlugStream, slug);
    return { slugClaimedBy: claim?.organizationId ?? null };
  },
  decide(_, { organizationId, name, slug, settings }, { actor, facts }) {
    if (facts.slugClaimedBy !== organizationId) {
      throw new DomainError('CONFLICT', 'the slug is not claimed for this organization', [
        { field: 'slug', message: facts.slugClaimedBy ? 'taken' : 'not claimed' },
      ]);
    }
    const all = mergeSettings(defaultSettings, settings);
    const founder = { organizationId, userId: actor.id, role: 'owner', via: 'founder' } as const;
    return [
      { type: 'OrganizationCreated', data: { organizationId, name, slug } },
      { type: 'OrganizationSettingsChanged', data: { organizationId, ...all } },
      ...(actor.type === 'user' ? [{ type: 'MemberJoined', data: founder } as const] : []),
    ];
  },
});
