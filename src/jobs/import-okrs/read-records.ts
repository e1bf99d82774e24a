import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, type Parser, parse } from 'csv-parse';
import { detectDelimiter } from './detect-delimiter.ts';

/** One record of a CSV file, and where it begins. */
export interface CsvRecord {
  readonly values: readonly string[];
  /** Physical line, from 1. */
  readonly line: number;
}

/** Thrown where a file cannot be read any further; all records before it were given. */
export class BrokenCsvError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.name = 'BrokenCsvError';
    this.line = line;
  }
}

const chunkBytes = 64 * 1024;
/** A record of more than this is no row: a quote was opened and never closed. */
const longestRecord = 256 * 1024;

/**
 * The records of a CSV file (RFC 4180; UTF-8, with or without byte order mark; separated by comma, semicolon
 * or tab), read piece by piece, so that other work gets its turn.
 * @throws BrokenCsvError
 */
export async function* readRecords(file: Buffer): AsyncGenerator<CsvRecord> {
  let found: CsvRecord[] = [];
  let lastLine = 0;
  const parser = parse({
    bom: true,
    delimiter: detectDelimiter(file),
    record_delimiter: ['\r\n', '\n', '\r'],
    raw: true,
    relax_column_count: true,
    max_record_size: longestRecord,
    // Records are taken here and not from the stream, which would drop those before an error.
    on_record(taken: unknown) {
      const { record, raw } = taken as { record: string[]; raw: string };
      found.push({ values: record, line: lastLine + 1 });
      lastLine += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
      return null;
    },
  });
  parser.on('error', () => {}).resume();

  for (let at = 0; at <= file.length; at += chunkBytes) {
    const chunk = file.subarray(at, at + chunkBytes);
    const error = await feed(parser, chunk, at + chunkBytes > file.length);
    const ready = found;
    found = [];
    yield* ready;
    if (error instanceof CsvError) throw new BrokenCsvError(lastLine + 1, messageOf(error));
    if (error) throw error;
    await breathe();
  }
}

function feed(parser: Parser, chunk: Buffer, last: boolean): Promise<Error | null> {
  return new Promise((resolve) => {
    const done = (error?: Error | null) => resolve(error ?? null);
    if (!last) parser.write(chunk, done);
    else {
      parser.once('error', done).once('end', done);
      parser.end(chunk);
    }
  });
}

function messageOf({ code }: CsvError): string {
  const what =
    code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
      ? 'a quote is opened in this row and not closed'
      : 'a quote is in the wrong place: put the cell in quotes, and write " inside it as ""';
  return `${what}; the file cannot be read from here on`;
}
