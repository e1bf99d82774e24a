import type { LoggedEvent } from './logged-event.ts';

/** Consecutive events of the log that go to one stream, in one append; grouping only these keeps the order. */
export type Run = { stream: string; first: number; events: LoggedEvent[]; bytes: number };

const MAX_RUN_EVENTS = 500;
/** Well below the 1 MiB of an append. */
const MAX_RUN_BYTES = 512 * 1024;

const sizeOf = ({ data, metadata }: LoggedEvent): number => data.length + metadata.length;

export function startRun(event: LoggedEvent, revision: number): Run {
  return { stream: event.stream, first: revision, events: [event], bytes: sizeOf(event) };
}

/** Adds the event to the run; false when it does not belong there. */
export function extendRun(run: Run, event: LoggedEvent, revision: number): boolean {
  const bytes = run.bytes + sizeOf(event);
  const isNext = run.stream === event.stream && revision === run.first + run.events.length;
  if (!isNext || run.events.length >= MAX_RUN_EVENTS || bytes > MAX_RUN_BYTES) return false;
  run.events.push(event);
  run.bytes = bytes;
  return true;
}
