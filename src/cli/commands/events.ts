import type { Command } from 'commander';
import type { CheckedEvents } from '../../app/check-events.ts';
import { readAddresses } from '../../local/addresses.ts';
import type { Config } from '../../platform/config.ts';
import { streamText } from '../../platform/stream-text.ts';
import { CliError } from '../cli-error.ts';
import { eventRate } from '../event-rate.ts';
import { formatTable } from '../format-table.ts';
import { printLine } from '../print-line.ts';
import { createProgressBar } from '../progress-bar.ts';
import { terminalLine } from '../terminal-line.ts';
import { counted, grouped, span } from '../words.ts';

interface Options {
  readonly all?: true;
  readonly json?: true;
}

/** Exit code after Ctrl-C, as shells have it. */
const interrupted = 130;

const help = `
Reads every event through the schemas and upcasters of this version of the product, and changes nothing. It names
the first event that does not parse, and ends there with exit code 1: run it with the new version before a deploy.
The event store is EVENTSTORE_URL, else that of the product that runs in DATA_DIR.

Examples:
  outcomes events check
  outcomes events check --all                      count all that do not parse, by type and reason
  EVENTSTORE_URL='esdb://db.example.com:2113' outcomes events check --json`;

/** `outcomes events check`. */
export function addEvents(program: Command, config: () => Config): void {
  program
    .command('events')
    .description('look after the event log')
    .command('check')
    .description('read the whole log and say whether every event still parses')
    .option('--all', 'go on behind the first event that does not parse')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action((options: Options) => check(config(), options));
}

async function check({ EVENTSTORE_URL, DATA_DIR }: Config, options: Options): Promise<void> {
  const { all = false, json } = options;
  const url = EVENTSTORE_URL ?? readAddresses(DATA_DIR)?.eventStore;
  if (url === undefined)
    throw new CliError('Set EVENTSTORE_URL, or start the product with "npm start" in the same DATA_DIR.');
  const { checkEvents } = await import('../../app/check-events.ts');
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const bar = json ? null : createProgressBar(process.stderr, '%');
  const startedAt = performance.now();
  try {
    const onProgress = createReporter(bar);
    const result = await checkEvents({ url, all, onProgress, signal: stop.signal });
    bar?.clear();
    const seconds = (performance.now() - startedAt) / 1000;
    if (result.first) process.exitCode = 1;
    const { first } = result;
    const place = first && { ...first, position: `${first.position.commit}/${first.position.prepare}` };
    const lines = json
      ? [JSON.stringify({ ...result, first: place, complete: all || first === null })]
      : describe(result, all, seconds);
    for (const line of lines) printLine(line);
  } catch (error) {
    bar?.clear();
    if (stop.signal.aborted) {
      process.exitCode = interrupted;
      return;
    }
    const why = terminalLine(error instanceof Error ? error.message : String(error));
    throw new CliError(`The log cannot be read: ${why}.`);
  }
}

/** Shows at most ten times a second. */
function createReporter(bar: ReturnType<typeof createProgressBar> | null) {
  const rate = eventRate();
  let shownAt = 0;
  return (events: number, share: number): void => {
    const now = performance.now();
    if (!bar || now - shownAt < 100) return;
    shownAt = now;
    const words = ['checking', counted(events, 'event'), rate(events, share > 0 ? events / share : null)];
    bar.show(Math.round(share * 100), 100, words.filter((word) => word !== '').join(', '));
  };
}

function describe({ events, bad, first }: CheckedEvents, all: boolean, seconds: number): string[] {
  const read = `Read ${counted(events, 'event')} in ${span(seconds)}`;
  if (!first) return [`${read}: every one parses.`];
  const lines = [
    `${all ? 'The first event that does not parse' : 'An event does not parse'}:`,
    `  type      ${first.type}`,
    `  stream    ${streamText(first.stream)}`,
    `  revision  ${first.revision}`,
    `  position  ${first.position.commit}/${first.position.prepare}`,
    `  recorded  ${first.recordedAt}`,
    `  reason    ${first.error}`,
    '',
  ];
  if (!all) return [...lines, `${read}, up to this one; --all goes on.`];
  const columns = [{ title: 'TYPE' }, { title: 'EVENTS', align: 'right' as const }, { title: 'REASON' }];
  const rows = bad.map(({ type, events: count, reason }) => [
    type,
    grouped(count),
    // The type stands in a column of its own.
    reason.replace(`event ${type} cannot be read: `, ''),
  ]);
  const total = bad.reduce((sum, each) => sum + each.events, 0);
  return [
    ...lines,
    ...formatTable(columns, rows),
    '',
    `${read}: ${grouped(total)} ${total === 1 ? 'does' : 'do'} not parse.`,
  ];
}
