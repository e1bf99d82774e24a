import type { Command } from 'commander';
import type { CopyResult } from '../../../embedded/event-store/copy/copy-log.ts';
import type { Config } from '../../platform/config.ts';
import { CliError } from '../cli-error.ts';
import { printLine } from '../print-line.ts';
import { createProgressBar } from '../progress-bar.ts';
import { terminalLine } from '../terminal-line.ts';
import { counted, grouped } from '../words.ts';

interface Flags {
  readonly from?: string;
  readonly to?: string;
  readonly renumber?: boolean;
  readonly json?: true;
}

/** Exit code after Ctrl-C, as shells have it. */
const interrupted = 130;

const help = `
Reads $all and appends every event, with its id, type, data and metadata byte for byte, to the same stream at the
same revision, in the same order; then compares both sides. Metadata streams go along, so retention and deletion
stay. Events of system streams ($stats, $scavenges, projections) and of their metadata stay behind and are counted:
each server writes its own, and most logs begin with one, the $metadata of $scavenges. Positions and times of
creation are given by the target: what the product shows as recorded is then the time of the copy, so what was known
before it cannot be asked of the target any more. Keep the source, or a backup of it, for audits. Read models that were
built from the source go by its positions: once the product runs on the target, "outcomes projections rebuild --all".

The target must be empty or hold the beginning of the same log, and nobody else may write to it meanwhile. The
same command again goes on where it ended, however it ended, and also fetches what the source has got since.

Everybody on the machine can see the options of a command: give a connection string that holds a password in the
environment. No password is ever printed.

Examples:
  outcomes eventstore copy --from 'esdb://127.0.0.1:2113?tls=false' --to 'esdb://127.0.0.1:2115?tls=false'
  EVENTSTORE_COPY_TO="$(cat new-event-store)" outcomes eventstore copy --from 'esdb://127.0.0.1:2113?tls=false'`;

/** `outcomes eventstore copy`: moves a log between any two EventStoreDB endpoints. */
export function addEventstoreCopy(eventstore: Command, config: () => Config): void {
  eventstore
    .command('copy')
    .description('copy all events from one EventStoreDB endpoint to another, and compare both')
    .option('--from <url>', 'connection string of the source; by default EVENTSTORE_COPY_FROM')
    .option('--to <url>', 'connection string of the target; by default EVENTSTORE_COPY_TO')
    .option('--renumber', 'count streams from 0 whose first events are gone; refused otherwise')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action((flags: Flags) => copy(flags, config()));
}

async function copy({ renumber = false, json, ...flags }: Flags, config: Config): Promise<void> {
  const { from = config.EVENTSTORE_COPY_FROM, to = config.EVENTSTORE_COPY_TO } = flags;
  if (from === undefined)
    throw new CliError('Give the source with --from, or in the variable EVENTSTORE_COPY_FROM.');
  if (to === undefined)
    throw new CliError('Give the target with --to, or in the variable EVENTSTORE_COPY_TO.');
  if (from === to) throw new CliError('The source and the target are the same.');
  const { copyLog } = await import('../../../embedded/event-store/copy/copy-log.ts');
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const bar = json ? null : createProgressBar(process.stderr, 'events');
  const startedAt = performance.now();
  if (!json) process.stderr.write('surveying the source …\n');
  try {
    const result = await copyLog({
      from,
      to,
      renumber,
      signal: stop.signal,
      onProgress: createReporter(bar),
    });
    const seconds = Math.round(performance.now() - startedAt) / 1000;
    bar?.clear();
    const lines = json ? [JSON.stringify({ ...result, seconds })] : describe(result, seconds);
    for (const line of lines) printLine(line);
  } catch (error) {
    bar?.clear();
    if (!stop.signal.aborted)
      throw new CliError(terminalLine(error instanceof Error ? sentence(error.message) : String(error)));
    process.stderr.write('Stopped. The same command again goes on from here.\n');
    process.exitCode = interrupted;
  }
}

/** Shows at most ten times a second, with the events per second of the phase. */
function createReporter(bar: ReturnType<typeof createProgressBar> | null) {
  let phase = '';
  let since = { at: 0, done: 0 };
  let shownAt = 0;
  return (current: string, done: number, total: number | null): void => {
    const now = performance.now();
    if (current !== phase) {
      phase = current;
      since = { at: now, done };
    }
    if (!bar || now - shownAt < 100) return;
    shownAt = now;
    const rate = Math.round((done - since.done) / Math.max(0.001, (now - since.at) / 1000));
    bar.show(done, total, `${phase}, ${grouped(rate)} events/s`);
  };
}

function describe({ events, copied, skipped, renumbered, sha256 }: CopyResult, seconds: number): string[] {
  const left = Object.entries(skipped).map(([type, count]) => `${grouped(count)} ${type}`);
  return [
    `Copied ${counted(copied, 'event')} in ${seconds} s; both sides hold ${grouped(events)}, compared in order.`,
    ...(left.length === 0
      ? []
      : [`  left behind  ${left.join(', ')} of system streams, which each server writes for itself`]),
    ...(renumbered.length === 0 ? [] : [`  renumbered   ${counted(renumbered.length, 'stream')}`]),
    `  SHA-256      ${sha256}`,
  ];
}

const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.+$/, '')}.`;
