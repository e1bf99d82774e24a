import { cut, formatTable } from '../format-table.ts';
import { ago, counted, grouped } from '../words.ts';
import type { ParkedPage, StreamLetters } from './dead-letter-client.ts';

const columns = [
  { title: 'PROJECTION' },
  { title: 'STREAM' },
  { title: 'EVENTS', align: 'right' },
  { title: 'SINCE' },
] as const;
const width = 80;

/** Parked streams, a table row and the reason for each. */
export function describeParked({ streams, total, nextCursor }: ParkedPage, now = Date.now()): string[] {
  if (streams.length === 0) return ['Nothing is set aside.'];
  const [head = '', ...rows] = formatTable(
    columns,
    streams.map(({ projection, stream, events, first }) => [
      projection,
      stream,
      grouped(events),
      ago(first.parkedAt, now),
    ]),
    width,
  );
  const lines = streams.flatMap(({ first, retryRequestedAt }, index) => [
    rows[index] ?? '',
    cut(`  revision ${first.revision}, ${first.eventType}: ${reasonOf(first)}`, width),
    ...(retryRequestedAt === null ? [] : ['  is about to be tried again']),
  ]);
  const more = nextCursor === null ? '' : `, ${grouped(streams.length)} of them shown`;
  const isRepeated = new Set(streams.map(({ stream }) => stream)).size < streams.length;
  const each = isRepeated ? ', counted for each projection' : '';
  return [
    head,
    ...lines,
    '',
    `${counted(total.events, 'event')} of ${counted(total.streams, 'stream')}${more}${each}.`,
  ];
}

/** The dead letters of a stream, with all that is known of each. */
export function describeLetters({
  projection,
  stream,
  events,
  deadLetters,
  nextRevision,
}: StreamLetters): string[] {
  const lines = deadLetters.flatMap((letter) => [
    `revision ${letter.revision}  ${letter.eventType}`,
    `  reason    ${letter.reason}`,
    `  recorded  ${letter.recordedAt}, position ${letter.position.commit}/${letter.position.prepare}`,
    `  parked    ${letter.parkedAt}`,
    `  event id  ${letter.eventId}`,
    ...(letter.discardedAt === null ? [] : [`  discarded ${letter.discardedAt}`]),
    ...(letter.payload === undefined ? [] : payloadLines(letter.payload)),
  ]);
  const more = nextRevision === null ? [] : [`There are more: --from ${nextRevision} shows them.`];
  return [`${projection}, ${stream}: ${counted(events, 'event')} set aside`, '', ...lines, ...more];
}

/** Without the type, which stands before it. */
function reasonOf({ eventType, reason }: { eventType: string; reason: string }): string {
  return reason.replace(`event ${eventType} `, '');
}

function payloadLines(payload: unknown): string[] {
  if (payload === null) return ['  payload   cannot be read'];
  const [first = '', ...rest] = JSON.stringify(payload, null, 2).split('\n');
  return [`  payload   ${first}`, ...rest.map((line) => `            ${line}`)];
}
