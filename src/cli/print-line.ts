import { terminalLine } from './terminal-line.ts';

/** Writes one line to standard output; no control character reaches a terminal. */
export function printLine(text: string): void {
  process.stdout.write(`${terminalLine(text)}\n`);
}
