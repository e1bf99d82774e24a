import { defineStream } from '../../src/core/define-stream.ts';
import { lampEvents } from './example-events.ts';

interface LampState {
  readonly watts: number;
  readonly on: boolean;
}
const initial: LampState = { watts: 0, on: false };

export const lampStream = defineStream<LampState, typeof lampEvents>({
  events: lampEvents,
  initial,
  evolve: {
    LampInstalled: (state, { watts }) => ({ ...state, watts }),
    LampSwitched: (state, { on }, { organizationId }) => ({ ...state, on: on && organizationId !== '' }),
  },
});

defineStream({
  events: lampEvents,
  initial,
  // @ts-expect-error LampSwitched has no case
  evolve: {
    LampInstalled: (state, { watts }) => ({ ...state, watts }),
  },
});

defineStream({
  events: lampEvents,
  initial,
  evolve: {
    LampInstalled: (state, { watts }) => ({ ...state, watts }),
    LampSwitched: (state, { on }) => ({ ...state, on }),
    // @ts-expect-error another stream's event
    DoorOpened: (state: LampState) => state,
  },
});

defineStream({
  events: lampEvents,
  initial,
  evolve: {
    // @ts-expect-error the payload has no `volts`
    LampInstalled: (state, { volts }) => ({ ...state, watts: volts }),
    // @ts-expect-error no state: `watts` is missing
    LampSwitched: (_, { on }) => ({ on }),
  },
});

defineStream<LampState, typeof lampEvents>({
  events: lampEvents,
  initial,
  evolve: {
    LampInstalled: (state, { watts }) => {
      // @ts-expect-error a state is replaced, not changed
      state.watts = watts;
      return state;
    },
    // @ts-expect-error `on` is a boolean
    LampSwitched: (state) => ({ ...state, on: 'yes' }),
  },
});

defineStream({
  events: lampEvents,
  // @ts-expect-error no such scope
  scope: 'everywhere',
  initial,
  evolve: lampStream.evolve,
});
