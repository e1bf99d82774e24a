import type { ProjectionStatus, ProjectionTask } from '../../platform/projection-operations/views.ts';
import { formatTable } from '../format-table.ts';
import { ago, counted, grouped } from '../words.ts';
import { inUse } from './in-use.ts';

const columns = [
  { title: 'PROJECTION' },
  { title: 'STATE' },
  { title: 'VERSION' },
  { title: 'EVENTS', align: 'right' },
  { title: 'BEHIND', align: 'right' },
  { title: 'DEAD', align: 'right' },
  { title: 'LAST EVENT' },
] as const;

/** How the projections fare, line by line, and what can be done about it. */
export function describeStatus(
  projections: readonly ProjectionStatus[],
  task: ProjectionTask | null,
  now = Date.now(),
): string[] {
  const lines = formatTable(
    columns,
    projections.map((each) => [
      each.name,
      each.state,
      versionOf(each),
      grouped(each.ordinal),
      each.lagEvents === null ? '?' : grouped(each.lagEvents),
      grouped(each.deadLetters.events),
      each.lastEventRecordedAt === null ? '' : ago(each.lastEventRecordedAt, now),
    ]),
  );
  const previous = projections.flatMap((each) => (each.previous ? [each.name] : []));
  const diverged = projections.flatMap(({ name, state }) => (state === 'diverged' ? [name] : []));
  const hints = [
    ...(task ? taskLines(task) : []),
    ...(previous.length === 0 ? [] : [`Previous tables are kept: ${previous.join(', ')}.`]),
    ...(projections.some(({ deadLetters }) => deadLetters.events > 0)
      ? ['Events were set aside: "outcomes dead-letters list" tells which.']
      : []),
    ...(diverged.length === 0
      ? []
      : [
          `The event log is not the one that these were made of: ${diverged.join(', ')}.`,
          'It was replaced, or restored from a backup: "outcomes projections rebuild" makes them of the log that there is.',
        ]),
    ...(projections.some(({ lagEvents, state }) => lagEvents === null && state !== 'diverged')
      ? ['The event store does not answer: nobody knows how far behind they are.']
      : []),
  ];
  return hints.length === 0 ? lines : [...lines, '', ...hints];
}

function versionOf({ version, liveVersion }: ProjectionStatus): string {
  return liveVersion === null || liveVersion === version ? `${version}` : `${liveVersion} → ${version}`;
}

function taskLines({
  id,
  kind,
  state,
  projections,
  eventsDone,
  eventsTotal,
  error,
  waitsFor,
}: ProjectionTask): string[] {
  if (state === 'done' || state === 'cancelled') return [];
  const what = `Task ${id}, ${kind} of ${projections.join(', ')}:`;
  if (state === 'failed') return [`${what} failed: ${error ?? 'nobody knows why'}`];
  const far = eventsDone === null ? '' : `, ${grouped(eventsDone)} of ${counted(eventsTotal, 'event')}`;
  return [
    `${what} ${state}${far}.`,
    ...(waitsFor ? [`It waits: ${inUse(waitsFor)}.`] : []),
    '"outcomes projections watch" shows it, "… cancel" gives it up.',
  ];
}
