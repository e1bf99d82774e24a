import { Command } from 'commander';
import { readConfig } from '../platform/config.ts';
import { version } from '../platform/version.ts';
import { addConfig } from './commands/config.ts';
import { addEventstore } from './commands/eventstore.ts';
import { addImport } from './commands/import.ts';
import { addRegister } from './commands/register.ts';
import { addRequests } from './commands/requests.ts';
import { addSessionCommands } from './commands/session-commands.ts';
import { createContext } from './context.ts';

/** The `outcomes` command: everything through the HTTP API, but for the event store's own commands. */
const program = new Command('outcomes')
  .description('Product Outcomes on the command line')
  .version(version)
  .enablePositionalOptions()
  .showHelpAfterError('(outcomes --help tells more)')
  .addHelpText('after', '\nOUTCOMES_URL is the address of the API, by default http://127.0.0.1:3000.');

const context = () => createContext(readConfig());
addRegister(program, context);
addSessionCommands(program, context);
addImport(program, context);
addRequests(program, context);
addConfig(program);
addEventstore(program, readConfig);

// `outcomes … | head`: whoever read has had enough.
process.stdout.on('error', () => process.exit(0));

await program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
