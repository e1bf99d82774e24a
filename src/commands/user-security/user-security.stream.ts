import { defineStream } from '../../core/define-stream.ts';
import { userSecurityEvents } from '../../events/user-security.events.ts';

interface UserSecurityState {
  /** Failed sign-ins since the last one that succeeded. */
  readonly failuresInARow: number;
}

const initial: UserSecurityState = { failuresInARow: 0 };

export const userSecurityStream = defineStream({
  events: userSecurityEvents,
  scope: 'global',
  initial,
  evolve: {
    SignInSucceeded: () => ({ failuresInARow: 0 }),
    SignInFailed: ({ failuresInARow }) => ({ failuresInARow: failuresInARow + 1 }),
  },
});
