import type { Command } from 'commander';

/** Has every command point to its own --help where it was not called as it wants to be. */
export function pointToHelp(command: Command, path: readonly string[] = []): void {
  const name = [...path, command.name()];
  command.showHelpAfterError(`(${name.join(' ')} --help tells more)`);
  for (const each of command.commands) pointToHelp(each, name);
}
