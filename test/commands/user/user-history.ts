import type { DecidedEvent } from '../../../src/core/define-events.ts';
import type { userEvents } from '../../../src/events/user.events.ts';
import { testContext } from '../../support/test-context.ts';

type UserEvent = DecidedEvent<typeof userEvents>;

/** The user who asks in a test that does not say. */
export const userId = testContext.actor.id;

export const registered: UserEvent = {
  type: 'UserRegistered',
  data: { userId, email: 'ann@example.com', displayName: 'Ann', timeZone: null },
};
export const deactivated: UserEvent = { type: 'UserDeactivated', data: { userId } };
export const reactivated: UserEvent = { type: 'UserReactivated', data: { userId } };
