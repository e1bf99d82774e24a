import winston from 'winston';
import { maskPersonal } from './mask-personal.ts';
import { requestContext } from './request-context.ts';

export type Logger = Pick<winston.Logger, 'error' | 'warn' | 'info' | 'debug' | 'child'>;

interface LoggerOptions {
  readonly level: string;
  /** Fields on every line, such as the role. */
  readonly fields: Record<string, unknown>;
  /** Names of fields that hold personal data or secrets; their values are masked at any depth. */
  readonly masked: ReadonlySet<string>;
}

/** JSON lines on standard output, each with the request and correlation id it belongs to. */
export function createLogger({ level, fields, masked }: LoggerOptions): Logger {
  const withIds = winston.format((info) => Object.assign(info, requestContext.getStore()));
  const mask = winston.format((info) => maskPersonal(info, masked));
  return winston.createLogger({
    level,
    defaultMeta: fields,
    format: winston.format.combine(withIds(), mask(), winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console({ stderrLevels: [] })],
  });
}
