import type { Actor } from '../../core/define-events.ts';

/** Whether it is the user who asks. */
export function isSelf(actor: Actor, { userId }: { readonly userId: string }): boolean {
  return actor.type === 'user' && actor.id === userId;
}
