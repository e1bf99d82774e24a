import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import { id, slug } from '../../domain/values.ts';
import { organizationSlugStream } from './organization-slug.stream.ts';

/** Comes before CreateOrganization, which asks for the claim. */
export const claimOrganizationSlug = defineCommand({
  type: 'ClaimOrganizationSlug',
  summary: 'Claim a slug for an organization.',
  stream: organizationSlugStream,
  input: z.strictObject({ slug, organizationId: id }),
  target: 'slug',
  expects: 'any',
  decide(state, { slug, organizationId }) {
    if (state.organizationId === organizationId) return [];
    if (state.organizationId !== null) {
      const message = 'the slug is taken: choose another one';
      throw new DomainError('CONFLICT', message, [{ field: 'slug', message }]);
    }
    return [{ type: 'OrganizationSlugClaimed', data: { slug, organizationId } }];
  },
});
