import { z } from 'zod';
import { type CommandDefinition, defineCommand } from '../../src/core/define-command.ts';
import { decider } from '../support/given-when-then.ts';
import { lampStream } from './stream-types.ts';

const switchLamp = defineCommand({
  type: 'SwitchLamp',
  summary: 'Switch a lamp.',
  stream: lampStream,
  input: z.strictObject({ lampId: z.string(), on: z.boolean() }),
  target: 'lampId',
  routes: [{ method: 'post', path: '/lamps/:lampId/switch' }],
  roles: ['owner'],
  prepare: async () => ({ power: true }),
  decide: (state, { lampId, on }, { facts }) =>
    facts.power && on !== state.on ? [{ type: 'LampSwitched', data: { lampId, on } }] : [],
});

/** Commands of every stream fit one registry. */
export const registry: readonly CommandDefinition[] = [switchLamp];

const { type, summary, stream, input, target } = switchLamp;
const common = { type, summary, stream, input, target } as const;

defineCommand({
  ...common,
  // @ts-expect-error another stream's event
  decide: () => [{ type: 'DoorOpened', data: { doorId: '1' } }],
});

defineCommand({
  ...common,
  // @ts-expect-error no such event
  decide: (_, { lampId }) => [{ type: 'LampBroken', data: { lampId } }],
});

defineCommand({
  ...common,
  // @ts-expect-error the payload lacks `on`
  decide: (_, { lampId }) => [{ type: 'LampSwitched', data: { lampId } }],
});

defineCommand({
  ...common,
  // @ts-expect-error `on` is a boolean
  decide: (_, { lampId }) => [{ type: 'LampSwitched', data: { lampId, on: 'yes' } }],
});

defineCommand({
  ...common,
  // @ts-expect-error the payload of another event of the stream
  decide: (_, { lampId }) => [{ type: 'LampInstalled', data: { lampId, on: true } }],
});

defineCommand({
  ...common,
  // @ts-expect-error a decider is synchronous
  decide: async () => [],
});

defineCommand({
  ...common,
  // @ts-expect-error the input has no `volts`
  decide: (_, { volts }) => (volts ? [] : []),
});

defineCommand({
  ...common,
  // @ts-expect-error the state has no `volts`
  decide: (state) => (state.volts ? [] : []),
});

defineCommand({
  ...common,
  // @ts-expect-error facts come from prepare, and there is none
  decide: (_, __, { facts }) => (facts.power ? [] : []),
});

defineCommand({
  ...common,
  prepare: async () => ({ power: true }),
  // @ts-expect-error prepare finds no `gas`
  decide: (_, __, { facts }) => (facts.gas ? [] : []),
});

defineCommand({
  ...common,
  // @ts-expect-error the target is a field of the input
  target: 'doorId',
  decide: () => [],
});

defineCommand({
  ...common,
  // @ts-expect-error no such role
  roles: ['electrician'],
  decide: () => [],
});

defineCommand({
  ...common,
  // @ts-expect-error commands do not read
  routes: [{ method: 'get', path: '/lamps' }],
  decide: () => [],
});

defineCommand({
  ...common,
  // @ts-expect-error an input is an object
  input: z.string(),
  decide: () => [],
});

// @ts-expect-error another stream's event
decider(switchLamp).given([{ type: 'DoorOpened', data: { doorId: '1' } }]);

const decision = decider(switchLamp).given([]).when({});
// @ts-expect-error a wrong payload
decision.then([{ type: 'LampSwitched', data: { lampId: 1, on: true } }]);
