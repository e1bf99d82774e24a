import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import type { CommandContext } from '../../core/define-command.ts';

const keyNamespace = 'b7d5a6f0-5f0f-5a54-9d2c-3f0a6c1d2e4b';

/**
 * Command id of an idempotency key: the same for every retry by the same actor of the same command,
 * different for any other actor, organization or command type.
 */
export function commandIdOf(
  context: Pick<CommandContext, 'organizationId' | 'actor'>,
  commandType: string,
  idempotencyKey: string,
): string {
  const { organizationId, actor } = context;
  return v5(`${organizationId}/${actor.type}/${actor.id}/${commandType}/${idempotencyKey}`, keyNamespace);
}

/**
 * Id of the n-th event that a request decided on. Appending it again writes nothing; but another request, or
 * another decision, has other ids: the log must not take those events for the ones it has, as it may hold
 * another answer to the same command than the one in hand.
 */
export function eventIdOf(
  { commandId, requestId }: { commandId: string; requestId: string },
  index: number,
  event: { type: string; data: unknown },
): string {
  // As bytes: of a string the library would convert one character at a time.
  return v5(Buffer.from(JSON.stringify([requestId, index, event.type, event.data])), commandId);
}

/** Fingerprint of a parsed input. Zod gives keys in schema order, so equal inputs have equal fingerprints. */
export function fingerprint(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
