import { defineStream } from '../../core/define-stream.ts';
import { organizationSlugEvents } from '../../events/organization-slug.events.ts';

interface OrganizationSlugState {
  /** Organization that has the slug. */
  readonly organizationId: string | null;
}

const initial: OrganizationSlugState = { organizationId: null };

/** One slug, by its own text: whoever claims it first has it. */
export const organizationSlugStream = defineStream({
  events: organizationSlugEvents,
  scope: 'global',
  initial,
  evolve: {
    OrganizationSlugClaimed: (_, { organizationId }) => ({ organizationId }),
  },
});
