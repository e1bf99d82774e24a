import { z } from 'zod';
import { defineCommand } from '../../../src/core/define-command.ts';
import { defineEvents } from '../../../src/core/define-events.ts';
import { defineStream } from '../../../src/core/define-stream.ts';
import { DomainError, rule } from '../../../src/core/domain-error.ts';

const tallyId = z.uuid();

export const tallyEvents = defineEvents('tally', {
  TallyOpened: z.strictObject({ tallyId, name: z.string() }),
  TallyCounted: z.strictObject({ tallyId, by: z.int(), at: z.string() }),
  TallyRenamed: z.strictObject({ tallyId, name: z.string() }),
});

/** A number that never falls below zero. */
export const tallyStream = defineStream({
  events: tallyEvents,
  initial: { name: '', total: 0, lastAt: '' },
  evolve: {
    TallyOpened: (state, { name }) => ({ ...state, name }),
    TallyCounted: (state, { by, at }) => ({ ...state, total: state.total + by, lastAt: at }),
    TallyRenamed: (state, { name }) => ({ ...state, name }),
  },
});

const roles = ['owner'] as const;

export const openTally = defineCommand({
  type: 'OpenTally',
  summary: 'Opens a tally.',
  stream: tallyStream,
  input: z.strictObject({ tallyId, name: z.string() }),
  target: 'tallyId',
  expects: 'new',
  roles,
  decide: (_, input) => [{ type: 'TallyOpened', data: input }],
});

/** Its event holds the moment of the decision, so two decisions differ. */
export const count = defineCommand({
  type: 'Count',
  summary: 'Adds to a tally, or takes away.',
  stream: tallyStream,
  input: z.strictObject({ tallyId, by: z.int() }),
  target: 'tallyId',
  roles,
  decide({ total }, { by, ...ids }, { now }) {
    rule(total + by >= 0, 'a tally is never negative', 'by');
    // Not in the order of the schema.
    return [{ type: 'TallyCounted', data: { at: now, by, ...ids } }];
  },
});

export const countTwice = defineCommand({
  ...count,
  type: 'CountTwice',
  decide(_, input, { now }) {
    const counted = { type: 'TallyCounted', data: { ...input, at: now } } as const;
    return [counted, counted];
  },
});

/** Decides nothing where the name is the same. */
export const renameTally = defineCommand({
  type: 'RenameTally',
  summary: 'Renames a tally.',
  stream: tallyStream,
  input: z.strictObject({ tallyId, name: z.string() }),
  target: 'tallyId',
  roles,
  decide: (state, input) => (state.name === input.name ? [] : [{ type: 'TallyRenamed', data: input }]),
});

/** Needs no tally to be there. */
export const nameTally = defineCommand({ ...renameTally, type: 'NameTally', expects: 'any' });

/** Adds the total of another tally. */
export const countLike = defineCommand({
  type: 'CountLike',
  summary: 'Adds the total of another tally.',
  stream: tallyStream,
  input: z.strictObject({ tallyId, likeId: tallyId }),
  target: 'tallyId',
  roles,
  prepare: async ({ likeId }, read) => ({ like: await read.state(tallyStream, likeId) }),
  decide(_, input, { now, facts }) {
    rule(facts.like !== null && facts.like.total > 0, 'the other tally has nothing', 'likeId');
    return [{ type: 'TallyCounted', data: { tallyId: input.tallyId, by: facts.like.total, at: now } }];
  },
});

/** Admits by role, but the tally itself admits nobody. */
export const closeTally = defineCommand({
  ...renameTally,
  type: 'CloseTally',
  decide() {
    throw new DomainError('FORBIDDEN', 'the tally is not yours');
  },
});

/** Its streams belong to no organization. */
export const countWorld = defineCommand({
  ...count,
  type: 'CountWorld',
  stream: { ...tallyStream, scope: 'global' },
});
