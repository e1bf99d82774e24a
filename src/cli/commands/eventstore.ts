import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../../platform/config.ts';
import { CliError } from '../cli-error.ts';
import { runApart } from '../eventstore/run-apart.ts';
import { addEventstoreCopy } from './eventstore-copy.ts';
import { addEventstoreMaintenance } from './eventstore-maintenance.ts';

interface ServeFlags {
  readonly dir?: string;
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
}

const serveHelp = `
A single-process server that speaks EventStoreDB's protocol, for development, tests and small installations.
Events are kept in an LMDB file in --dir, which is made if need be; one process has it at a time. An
acknowledged event is on disk. There is no TLS and no sign-in: keep it on 127.0.0.1, or in a network you trust.

It prints one line of JSON when it is ready, then its log as JSON lines (LOG_LEVEL). SIGTERM or Ctrl-C stops it.
On the operations port are /health/live, /health/ready and /metrics (Prometheus).

Examples:
  outcomes eventstore --dir /var/lib/outcomes/events
  EVENTSTORE_URL='esdb://127.0.0.1:2113?tls=false' npm start
  outcomes eventstore --dir ./events --port 0 --operations-port 0    any free ports, see the first line`;

/** `outcomes eventstore`: the embedded event store as a server of its own, and what keeps its data well. */
export function addEventstore(program: Command, config: () => Config): void {
  const eventstore = program
    .command('eventstore')
    .description('run the embedded event store as a server of its own; check, back up or copy its events')
    .enablePositionalOptions()
    .option('--dir <directory>', 'where the events are kept')
    .option('--port <number>', 'port of the EventStoreDB protocol, 0 for any', portFrom, 2113)
    .option('--host <address>', 'address that both ports listen on', '127.0.0.1')
    .option('--operations-port <number>', 'port of health checks and metrics, 0 for any', portFrom, 2114)
    .addHelpText('after', serveHelp)
    .action(async (flags: ServeFlags) => {
      const { dir } = flags;
      if (dir === undefined) throw new CliError('Give the directory of the events with --dir.');
      // Says so where the pages cannot be read; any other problem is told by the server itself.
      await runApart(dir, ['check', '--quick'], 'ignore');
      const { serveEventStore } = await import('../eventstore/serve-event-store.ts');
      await serveEventStore({ ...flags, dir, logLevel: config().LOG_LEVEL });
      process.exit(0);
    });
  addEventstoreMaintenance(eventstore);
  addEventstoreCopy(eventstore, config);
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
