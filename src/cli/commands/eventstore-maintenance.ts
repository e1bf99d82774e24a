import type { Command } from 'commander';
import type { Finding } from '../../../embedded/event-store/maintenance/findings.ts';
import { CliError } from '../cli-error.ts';
import { createProgressBar } from '../progress-bar.ts';

interface Flags {
  readonly dir: string;
  readonly json?: true;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);

/** `outcomes eventstore check` and `outcomes eventstore backup`. */
export function addEventstoreMaintenance(eventstore: Command): void {
  eventstore
    .command('check')
    .description('read everything in a directory of events and say what is damaged; also while it is in use')
    .requiredOption('--dir <directory>', 'where the events are kept')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nThe exit code is 1 when something is damaged.')
    .action(check);
  eventstore
    .command('backup')
    .description('copy a directory of events to another, also while it is in use')
    .requiredOption('--dir <directory>', 'where the events are kept')
    .requiredOption('--to <directory>', 'where the backup goes; empty, or made')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nA backup is a directory of events: start a server on it, or check it.')
    .action(backup);
}

async function check({ dir, json }: Flags): Promise<void> {
  const { checkStorage } = await import('../../../embedded/event-store/maintenance/check-storage.ts');
  const bar = json ? null : createProgressBar(process.stderr, 'events');
  const result = await checkStorage(dir, ({ checked, total }) => bar?.show(checked, total, 'checking'))
    .catch(sentence)
    .finally(() => bar?.clear());
  const { events, streams, findings, found } = result;
  if (found > 0) process.exitCode = 1;
  if (json) return print(JSON.stringify(result));
  for (const finding of findings) print(describe(finding));
  if (found > findings.length) print(`… and ${found - findings.length} more`);
  const verdict = found === 0 ? 'nothing is damaged' : `${found} finding${found === 1 ? '' : 's'}`;
  print(`Checked ${events} events in ${streams} streams: ${verdict}.`);
}

/** One line: where it is, then what is wrong. */
function describe({ position, stream, revision, problem }: Finding): string {
  const place = [
    ...(position === undefined ? [] : [`position ${position}`]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(stream === undefined ? [] : [`stream ${stream}`]),
  ];
  return place.length === 0 ? problem : `${place.join(', ')}: ${problem}`;
}

async function backup({ dir, to, json }: Flags & { to: string }): Promise<void> {
  const { backupStorage } = await import('../../../embedded/event-store/maintenance/backup-storage.ts');
  if (!json) process.stderr.write(`backing up ${dir} …\n`);
  const { events } = await backupStorage(dir, to).catch(sentence);
  print(json ? JSON.stringify({ events, to }) : `Backed up ${events} events to ${to}.`);
}

function sentence(error: Error): never {
  throw new CliError(error.message);
}
