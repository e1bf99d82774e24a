import type { EventFamily } from '../core/define-events.ts';
import { createEventCatalog } from '../core/event-catalog.ts';
import { cycleEvents } from './cycle.events.ts';
import { emailAddressEvents } from './email-address.events.ts';
import { keyResultEvents } from './key-result.events.ts';
import { objectiveEvents } from './objective.events.ts';
import { organizationEvents } from './organization.events.ts';
import { organizationSlugEvents } from './organization-slug.events.ts';
import { upcasters } from './upcasters/index.ts';
import { userEvents } from './user.events.ts';
import { userSecurityEvents } from './user-security.events.ts';

/** Every event family of the product. */
export const eventFamilies: readonly EventFamily[] = [
  organizationEvents,
  organizationSlugEvents,
  userEvents,
  userSecurityEvents,
  emailAddressEvents,
  cycleEvents,
  objectiveEvents,
  keyResultEvents,
];

export const catalog = createEventCatalog(eventFamilies, upcasters);
