import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { CommandContext } from '../../core/define-command.ts';
import { DomainError } from '../../core/domain-error.ts';
import type { Clock } from '../../core/ports.ts';
import { commandIdOf } from '../../runtime/commands/command-ids.ts';
import { noCounts } from './counts.ts';
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

interface RequestedImport {
  readonly record: ImportRecord;
  /** Whether an earlier request had asked for it. */
  readonly replayed: boolean;
}

/** What an import is before anything was done. */
const untouched = {
  status: 'waiting',
  rows: null,
  rowsDone: 0,
  badRows: 0,
  total: 0,
  problems: [],
  created: noCounts,
  unchanged: noCounts,
  startedAt: null,
  finishedAt: null,
} as const satisfies Partial<ImportRecord>;

export type RequestImport = ReturnType<typeof createRequestImport>;

/**
 * Keeps a file and enqueues its import. The same request with the same idempotency key gets the same answer,
 * the import as it was before anything was done, and enqueues it again, should the first try have broken off
 * before that.
 * Throws RATE_LIMITED, IDEMPOTENCY_KEY_REUSED.
 */
export function createRequestImport({ imports, clock, enqueue }: Dependencies) {
  return async ({ context, file, options, idempotencyKey }: Asked): Promise<RequestedImport> => {
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
    const kept = earlier
      ? { record: earlier, added: false }
      : await imports.add({ ...added, file: Buffer.from(file), createdAt: clock.now() });
    const { record } = kept;
    if (record.fingerprint !== fingerprint) {
      throw new DomainError(
        'IDEMPOTENCY_KEY_REUSED',
        'this Idempotency-Key was used with another file, or other options',
      );
    }
    if (record.finishedAt === null) await enqueue(id);
    return { record: { ...record, ...untouched }, replayed: !kept.added };
  };
}
