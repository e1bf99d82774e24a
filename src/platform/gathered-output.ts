import { Writable } from 'node:stream';

/** Lines wait no longer than this, milliseconds, and no more of them, characters. */
const longestWait = 20;
const mostWaiting = 65_536;

/**
 * A stream for log lines that writes to `out` once for many of them: a write to standard output is a system
 * call that the process waits for. What is still waiting when the process exits is written then; only a
 * process that is killed loses its last milliseconds.
 */
export function gatheredOutput(out: Pick<Writable, 'write'> = process.stdout): Writable {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text !== '') out.write(text);
  };
  process.once('exit', flush);
  return new Writable({
    decodeStrings: false,
    write(line: string | Buffer, _encoding, done) {
      waiting += line;
      if (waiting.length >= mostWaiting) flush();
      else timer ??= setTimeout(flush, longestWait).unref();
      done();
    },
  });
}
