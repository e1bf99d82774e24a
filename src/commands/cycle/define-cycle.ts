import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { cycleKind, date, id, nonEmptyText } from '../../domain/values.ts';
import { cycleStream } from './cycle.stream.ts';
import { requireStartBeforeEnd } from './cycle-rules.ts';

export const defineCycle = defineCommand({
  type: 'DefineCycle',
  summary: 'Define a cycle, such as a quarter, in which objectives are worked on.',
  stream: cycleStream,
  input: z.strictObject({
    cycleId: id,
    name: nonEmptyText(120),
    kind: cycleKind,
    startsOn: date,
    endsOn: date,
  }),
  target: 'cycleId',
  expects: 'new',
  routes: [{ method: 'post', path: '/cycles' }],
  roles: ['owner', 'admin'],
  decide(_, input) {
    requireStartBeforeEnd(input.startsOn, input.endsOn);
    return [{ type: 'CycleDefined', data: input }];
  },
});
