import { z } from 'zod';
import { defineEvents } from '../core/define-events.ts';
import { id, slug } from '../domain/values.ts';

export const organizationSlugEvents = defineEvents('organizationSlug', {
  OrganizationSlugClaimed: z.strictObject({ slug, organizationId: id }),
});
