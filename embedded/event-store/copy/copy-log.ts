import type { EventStoreDBClient } from '@eventstore/db-client';
import { connectClient } from '../../../src/platform/event-log/connect-client.ts';
import { compareLogs, nothingCompared } from './compare-logs.ts';
import type { LoggedEvent, Position } from './logged-event.ts';
import { createNumbering } from './numbering.ts';
import { copiedOnly, endOf, readLog, upTo } from './read-log.ts';
import { type Survey, surveyLog } from './survey-log.ts';
import { writeLog } from './write-log.ts';

export type CopyPhase = 'surveying' | 'comparing' | 'copying' | 'verifying';

export type CopyOptions = {
  /** Connection strings. */
  from: string;
  to: string;
  /** Count streams from 0 whose beginning is gone; they are refused otherwise. */
  renumber: boolean;
  /** Events done in this phase, of how many, null while that is not known. */
  onProgress(phase: CopyPhase, done: number, total: number | null): void;
  /** Ends the copying after what was sent; it throws then. */
  signal: AbortSignal;
};

export type CopyResult = {
  /** Events that both sides hold now. */
  events: number;
  /** Of them, those that this run wrote; the others were there. */
  copied: number;
  /** Events of the source that stay behind, by type. */
  skipped: Record<string, number>;
  renumbered: string[];
  /** Of the content of both sides. */
  sha256: string;
};

const MAX_NAMED = 5;

/**
 * Makes the target hold what the source held when it was asked: the same events in the same order.
 *
 * Where to go on is found in the logs themselves: both are followed side by side until the target ends. That
 * needs no state that could be lost or be behind, whenever a copy was killed, and works where streams hide
 * events or were deleted, because `$all` shows them all. It costs no extra reading: what was compared then need
 * not be compared at the end.
 * @throws Error with a sentence: nothing was written when a stream cannot keep its revisions or the target
 * holds something else; otherwise the same call goes on where this one ended
 */
export async function copyLog(options: CopyOptions): Promise<CopyResult> {
  const source = connectClient(options.from, 'source');
  const target = connectClient(options.to, 'target');
  try {
    return await copy(source, target, options);
  } finally {
    await Promise.all([source.dispose(), target.dispose()]);
  }
}

async function copy(
  source: EventStoreDBClient,
  target: EventStoreDBClient,
  options: CopyOptions,
): Promise<CopyResult> {
  const { signal, onProgress } = options;
  const end = await endOf(source).catch(fail('source'));
  const sourceAfter = (after: Position | undefined) =>
    upTo(end, of('source', readLog(source, after, signal)));
  const targetAfter = (after: Position | undefined) =>
    copiedOnly(of('target', readLog(target, after, signal)));
  const counter = (phase: CopyPhase, total: number | null, from = 0) => {
    let done = from;
    return (count = 1) => {
      done += count;
      onProgress(phase, done, total);
    };
  };

  const survey = await surveyLog(sourceAfter(undefined), counter('surveying', null));
  if (!options.renumber) refuseTruncated(survey);
  const numbering = createNumbering(survey.truncated);
  const compared = nothingCompared();
  const compare = (phase: CopyPhase) =>
    compareLogs(
      copiedOnly(sourceAfter(compared.source)),
      targetAfter(compared.target),
      numbering,
      compared,
      counter(phase, survey.events, compared.events),
    );

  const before = await compare('comparing');
  if (typeof before === 'object')
    throw new Error(`the target holds something else, ${before.difference}; nothing was written`);
  const already = compared.events;
  let copied = 0;
  if (before === 'target-ended') {
    const rest = copiedOnly(sourceAfter(compared.source));
    const progress = counter('copying', survey.events, already);
    await writeLog(rest, target, numbering.fork(), signal, (count) => {
      copied += count;
      progress(count);
    });
    const after = await compare('verifying');
    if (after === 'target-ended') throw new Error('the target lacks events at its end; copy again');
    if (typeof after === 'object') throw new Error(`the copy is not the same: ${after.difference}`);
  }
  const [sha256, other] = [compared.sourceHash, compared.targetHash].map((hash) => hash.digest('hex'));
  if (sha256 === undefined || sha256 !== other) throw new Error('the contents differ');
  if (compared.events !== survey.events)
    throw new Error(
      `${compared.events} events were compared, but the source has ${survey.events}; copy again`,
    );
  const { skipped, truncated } = survey;
  return { events: compared.events, copied, skipped, renumbered: [...truncated], sha256 };
}

function refuseTruncated({ truncated }: Survey): void {
  if (truncated.size === 0) return;
  const named = [...truncated].slice(0, MAX_NAMED).join(', ');
  const more = truncated.size > MAX_NAMED ? ` and ${truncated.size - MAX_NAMED} more` : '';
  throw new Error(
    `the first events of these streams are gone from the source: ${named}${more}; a copy cannot keep their ` +
      'revisions; with --renumber they are counted from 0; nothing was written',
  );
}

async function* of(side: string, log: AsyncIterable<LoggedEvent>): AsyncGenerator<LoggedEvent> {
  try {
    yield* log;
  } catch (error) {
    fail(side)(error);
  }
}

function fail(side: string) {
  return (error: unknown): never => {
    throw new Error(`the ${side} failed: ${error instanceof Error ? error.message : String(error)}`);
  };
}
