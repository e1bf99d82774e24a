import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { CommandContext } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import type { Clock } from '../../core/ports.ts';
import { commandIdOf } from '../../runtime/commands/command-ids.ts';
import type { ImportOptions, ImportRecord, ImportStore } from './import-store.ts';

/** Imports of one organization that have not ended, at most. */
const mostUnfinished = 5;

interface Dependencies {
  readonly imports: ImportStore;
  readonly clock: Clock;
  /** Adds the job of an import, unless it is there. */
  readonly enqueue: (importId: string) => Promise<void>;
}

interface Asked {
  readonly context: Pick<CommandContext, 'organizationId' | 'actor'>;
  readonly file: string;
  readonly options: ImportOptions;
  readonly idempotencyKey: string | undefined;
}

export type RequestImport = ReturnType<typeof createRequestImport>;

/**
 * Keeps a file and enqueues its import. The same request with the same idempotency key answers the same
 * import, and enqueues it again, should the first try have broken off before that.
 * Throws RATE_LIMITED, IDEMPOTENCY_KEY_REUSED.
 */
export function createRequestImport({ imports, clock, enqueue }: Dependencies) {
  return async ({ context, file, options, idempotencyKey }: Asked): Promise<ImportRecord> => {
    const { organizationId, actor } = context;
    const id = idempotencyKey === undefined ? v7() : commandIdOf(context, 'Import', idempotencyKey);
    const earlier = await imports.find(organizationId, id);
    if (!earlier && (await imports.unfinished(organizationId)).length >= mostUnfinished) {
      throw new DomainError('RATE_LIMITED', `${mostUnfinished} imports are under way; wait for one to end`, [
        { field: '', message: 'try again later', retryAfterSeconds: 5 },
      ]);
    }
    const fingerprint = createHash('sha256').update(JSON.stringify(options)).update(file).digest('base64url');
    const added = { id, organizationId, requestedBy: actor.id, options, fingerprint };
    const record =
      earlier ?? (await imports.add({ ...added, file: Buffer.from(file), createdAt: clock.now() })).record;
    if (record.fingerprint !== fingerprint) {
      throw new DomainError(
        'IDEMPOTENCY_KEY_REUSED',
        'this Idempotency-Key was used with another file, or other options',
      );
    }
    if (record.finishedAt === null) await enqueue(id);
    return record;
  };
}
