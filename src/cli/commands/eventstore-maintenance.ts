import type { Command } from 'commander';
import type { Finding } from '../../../embedded/event-store/maintenance/findings.ts';
import { CliError } from '../cli-error.ts';
import { apart, runApart } from '../eventstore/run-apart.ts';
import { printLine as print } from '../print-line.ts';
import { createProgressBar } from '../progress-bar.ts';
import { terminalLine } from '../terminal-line.ts';
import { counted, grouped } from '../words.ts';

interface Flags {
  readonly dir: string;
  readonly json?: true;
  readonly apart?: true;
}

/** `outcomes eventstore check` and `outcomes eventstore backup`. */
export function addEventstoreMaintenance(eventstore: Command): void {
  eventstore
    .command('check')
    .description('read everything in a directory of events and say what is damaged; also while it is in use')
    .requiredOption('--dir <directory>', 'where the events are kept')
    .option('--json', 'print the result as JSON')
    .option('--quick', 'look only at what a server looks at when it starts')
    .addOption(apart)
    .addHelpText('after', '\nThe exit code is 1 when something is damaged.')
    .action(check);
  eventstore
    .command('backup')
    .description('copy a directory of events to another, also while it is in use')
    .requiredOption('--dir <directory>', 'where the events are kept')
    .requiredOption('--to <directory>', 'where the backup goes; empty, or made')
    .option('--json', 'print the result as JSON')
    .addOption(apart)
    .addHelpText('after', '\nA backup is a directory of events: start a server on it, or check it.')
    .action(backup);
}

const asJson = (json: true | undefined) => (json ? ['--json'] : []);

async function check({ dir, json, quick, apart: isApart }: Flags & { quick?: true }): Promise<void> {
  if (!isApart) {
    process.exitCode = await runApart(dir, ['check', ...(quick ? ['--quick'] : []), ...asJson(json)]);
    return;
  }
  if (quick) return probe(dir, json);
  const { checkStorage } = await import('../../../embedded/event-store/maintenance/check-storage.ts');
  const bar = json ? null : createProgressBar(process.stderr, 'events');
  const result = await checkStorage(dir, ({ checked, total }) => bar?.show(checked, total, 'checking'))
    .catch(sentence)
    .finally(() => bar?.clear());
  const { events, streams, findings, found } = result;
  if (found > 0) process.exitCode = 1;
  if (json) return print(JSON.stringify(result));
  for (const finding of findings) print(describe(finding));
  if (found > findings.length) print(`… and ${grouped(found - findings.length)} more`);
  const verdict = found === 0 ? 'nothing is damaged' : counted(found, 'finding');
  print(`Checked ${counted(events, 'event')} in ${counted(streams, 'stream')}: ${verdict}.`);
}

async function probe(dir: string, json: true | undefined): Promise<void> {
  const { probeStorage } = await import('../../../embedded/event-store/maintenance/probe-storage.ts');
  const { events } = await probeStorage(dir).catch(sentence);
  print(
    json
      ? JSON.stringify({ events })
      : `The last of ${counted(events, 'event')} and all counts are as they should be.`,
  );
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

async function backup({ dir, to, json, apart: isApart }: Flags & { to: string }): Promise<void> {
  if (!isApart) {
    process.exitCode = await runApart(dir, ['backup', '--to', to, ...asJson(json)]);
    return;
  }
  const { backupStorage } = await import('../../../embedded/event-store/maintenance/backup-storage.ts');
  if (!json) process.stderr.write(`backing up ${dir} …\n`);
  const { events } = await backupStorage(dir, to).catch(sentence);
  print(json ? JSON.stringify({ events, to }) : `Backed up ${counted(events, 'event')} to ${to}.`);
}

function sentence(error: Error): never {
  throw new CliError(terminalLine(error.message));
}
