import { defineStream } from '../../core/define-stream.ts';
import { emailAddressEvents } from '../../events/email-address.events.ts';

interface EmailAddressState {
  /** User who has the address. */
  readonly userId: string | null;
}

const initial: EmailAddressState = { userId: null };

/** One address, by its keyed hash: one owner at a time. */
export const emailAddressStream = defineStream({
  events: emailAddressEvents,
  scope: 'global',
  initial,
  evolve: {
    EmailAddressClaimed: (_, { userId }) => ({ userId }),
  },
});
