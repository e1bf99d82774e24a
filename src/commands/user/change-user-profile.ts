import { z } from 'zod';
import { defineCommand } from '../../core/define-command.ts';
import { rule } from '../../core/domain-error.ts';
import { id } from '../../domain/values.ts';
import { isSelf } from './is-self.ts';
import { displayName, timeZone } from './profile-fields.ts';
import { userStream } from './user.stream.ts';

export const changeUserProfile = defineCommand({
  type: 'ChangeUserProfile',
  summary: 'Change your own profile; what is not named stays.',
  stream: userStream,
  input: z.strictObject({ userId: id, displayName: displayName.optional(), timeZone: timeZone.optional() }),
  target: 'userId',
  routes: [{ method: 'patch', path: '/users/:userId' }],
  admits: (_, actor, input) => isSelf(actor, input),
  decide(state, { userId, displayName = state.displayName, timeZone = state.timeZone }) {
    rule(state.isActive, 'the user is deactivated: reactivate the account first');
    if (displayName === state.displayName && timeZone === state.timeZone) return [];
    return [{ type: 'UserProfileChanged', data: { userId, displayName, timeZone } }];
  },
});
