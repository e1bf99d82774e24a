import { LRUCache } from 'lru-cache';
import { v5, v7 } from 'uuid';
import { recordSignIn } from '../commands/user-security/record-sign-in.ts';
import type { RequestIds } from '../core/request-ids.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import { processContext, userContext } from './process-context.ts';

interface Who {
  readonly userId: string;
  readonly organizationId: string;
}

interface Dependencies {
  readonly handle: HandleCommand;
  /** Runs what nobody waits for. */
  readonly inBackground: (task: () => Promise<unknown>, ids: RequestIds) => void;
}

/** Puts sign-ins of known users on their security streams. */
export function createSignInRecords({ handle, inBackground }: Dependencies) {
  const lockOuts = new LRUCache<string, true>({ max: 10_000 });
  const record = ({ userId, organizationId }: Who, ids: RequestIds, commandId: string, failure?: string) => {
    const input = { userId, method: 'password', ...(failure ? { failure } : {}) };
    // Who failed to prove to be the user is not the actor.
    const context = failure
      ? processContext('sign-in', organizationId, ids)
      : userContext(userId, organizationId, ids);
    return handle(recordSignIn, input, context, { commandId });
  };
  return {
    succeeded: (who: Who, ids: RequestIds, tokenId: string) => record(who, ids, tokenId),
    deactivated: (who: Who, ids: RequestIds) => record(who, ids, v7(), 'deactivated'),
    /** Nobody waits for it: the time that it takes would tell that the address is known. */
    wrongPassword(who: Who, ids: RequestIds): void {
      inBackground(() => record(who, ids, v7(), 'wrongPassword'), ids);
    },
    /** However often somebody knocks, a lock-out is recorded once. Nobody waits for it. */
    lockedOut(who: Who, ids: RequestIds, until: string): void {
      const lockOut = v5(`locked-out/${until}`, who.userId);
      if (lockOuts.has(lockOut)) return;
      lockOuts.set(lockOut, true);
      inBackground(() => record(who, ids, lockOut, 'lockedOut'), ids);
    },
  };
}
