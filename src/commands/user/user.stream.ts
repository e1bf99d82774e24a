import { defineStream } from '../../core/define-stream.ts';
import { userEvents } from '../../events/user.events.ts';

interface UserState {
  readonly displayName: string;
  /** Null: the time zone of the organization. */
  readonly timeZone: string | null;
  readonly isActive: boolean;
}

const initial: UserState = { displayName: '', timeZone: null, isActive: false };

/** A user belongs to no organization: they join some. */
export const userStream = defineStream({
  events: userEvents,
  scope: 'global',
  initial,
  evolve: {
    UserRegistered: (_, { displayName, timeZone }) => ({ displayName, timeZone, isActive: true }),
    UserProfileChanged: (state, { displayName, timeZone }) => ({ ...state, displayName, timeZone }),
    UserDeactivated: (state) => ({ ...state, isActive: false }),
    UserReactivated: (state) => ({ ...state, isActive: true }),
  },
});
