import { Command } from 'commander';
import { readConfig } from '../platform/config.ts';
import { version } from '../platform/version.ts';
import { addConfig } from './commands/config.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addEvents } from './commands/events.ts';
import { addEventstore } from './commands/eventstore.ts';
import { addImport } from './commands/import.ts';
import { addProjections } from './commands/projections.ts';
import { addRegister } from './commands/register.ts';
import { addRequests } from './commands/requests.ts';
import { addSessionCommands } from './commands/session-commands.ts';
import { createContext } from './context.ts';
import { createOperationsContext } from './operations-context.ts';
import { pointToHelp } from './point-to-help.ts';
import { terminalLine } from './terminal-line.ts';

/** The `outcomes` command: everything over HTTP, but for what concerns the event store itself. */
const program = new Command('outcomes')
  .description('Product Outcomes on the command line')
  .version(version)
  .enablePositionalOptions()
  .addHelpText(
    'after',
    '\nOUTCOMES_URL is the address of the API: by default that of the product that runs in DATA_DIR (.data), else\n' +
      'http://127.0.0.1:3000. "outcomes config" explains every variable. In the directory of the product, put npx in\n' +
      'front of every command: npx outcomes whoami.',
  );

const context = () => createContext(readConfig());
addRegister(program, context);
addSessionCommands(program, context);
addImport(program, context);
addRequests(program, context);
addConfig(program);
addEvents(program, readConfig);
addEventstore(program, readConfig);
const operations = () => createOperationsContext(readConfig());
addProjections(program, operations);
addDeadLetters(program, operations);
pointToHelp(program);

// `outcomes … | head`: whoever read has had enough.
process.stdout.on('error', () => process.exit(0));

await program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message.split('\n').map(terminalLine).join('\n')}\n`);
  process.exitCode = 1;
});
