import { isCopied, isTombstone, type LoggedEvent } from './logged-event.ts';

export type Survey = {
  /** Events to copy. */
  events: number;
  /** Events that stay behind, by their type. */
  skipped: Record<string, number>;
  /** Streams of which events are gone, so that their revisions cannot be kept. */
  truncated: Set<string>;
};

/** Looks at a whole log before anything is written. Remembers a number per stream. */
export async function surveyLog(log: AsyncIterable<LoggedEvent>, onEvent: () => void): Promise<Survey> {
  const survey: Survey = { events: 0, skipped: {}, truncated: new Set() };
  const last = new Map<string, number>();
  for await (const event of log) {
    onEvent();
    const { stream, type, revision } = event;
    if (!isCopied(stream)) {
      survey.skipped[type] = (survey.skipped[type] ?? 0) + 1;
      continue;
    }
    survey.events += 1;
    if (isTombstone(event)) continue;
    if (revision !== (last.get(stream) ?? -1) + 1) survey.truncated.add(stream);
    last.set(stream, revision);
  }
  return survey;
}
