import type { Command } from 'commander';
import { describeConfig } from '../../platform/config.ts';

/** `outcomes config`: every environment variable, with its default and meaning. */
export function addConfig(program: Command): void {
  program
    .command('config')
    .description('list the environment variables and what they mean')
    .action(() => {
      for (const { name, meaning, byDefault } of describeConfig()) {
        process.stdout.write(
          `${name}${byDefault === undefined ? '' : ` (default ${byDefault})`}\n    ${meaning}\n`,
        );
      }
    });
}
