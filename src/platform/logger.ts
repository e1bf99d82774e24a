import winston from 'winston';
import { gatheredOutput } from './gathered-output.ts';
import { maskPersonal } from './mask-personal.ts';

/**
 * Writes a message and fields. An error is a field: alone, it would be written with all that a library hung
 * on it.
 */
interface Logger extends Record<'error' | 'warn' | 'info' | 'debug', WriteLine> {
  child(fields: Record<string, unknown>): Logger;
}

type WriteLine = (message: string, fields?: Record<string, unknown>) => unknown;

interface LoggerOptions {
  readonly level: string;
  /** Fields on every line, such as the role. */
  readonly fields: Record<string, unknown>;
  /** Names of fields that hold personal data or secrets; their values are masked at any depth. */
  readonly masked: ReadonlySet<string>;
}

/** Where winston's transports look for the finished line. */
const finishedLine = Symbol.for('message');

/** JSON lines on standard output. What belongs to a request or job is given its ids; see ADR 10. */
export function createLogger({ level, fields, masked }: LoggerOptions): Logger {
  // In one pass, not in winston's four: every request writes a line.
  const format = winston.format((info) => {
    const timestamp = new Date().toISOString();
    const written = maskPersonal({ ...info, timestamp }, masked);
    return { ...info, [finishedLine]: JSON.stringify(written) };
  });
  return winston.createLogger({
    level,
    defaultMeta: fields,
    format: format(),
    transports: [new winston.transports.Stream({ stream: gatheredOutput(), eol: '\n' })],
  });
}
