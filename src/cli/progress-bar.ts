import type { WriteStream } from 'node:tty';
import { terminalLine } from './terminal-line.ts';

const longestBar = 30;
const shortestBar = 5;
/** Milliseconds between two lines where nothing can be redrawn. */
const lineEveryMs = 2000;

/**
 * Shows progress: a bar on a terminal, as long as its line has room for, else a line now and then. `unit` is
 * what is counted.
 */
export function createProgressBar(
  stream: Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number },
  unit = 'rows',
) {
  let nextLineAt = performance.now() + lineEveryMs;
  const clear = () => {
    if (stream.isTTY) stream.write('\r\u001b[K');
  };
  return {
    /** `total` null: not known yet. */
    show(done: number, total: number | null, words: string): void {
      const what = terminalLine(words);
      const counted = total === null ? '' : `  ${numbers.format(done)} of ${numbers.format(total)} ${unit}`;
      if (stream.isTTY) {
        const room = (stream.columns ?? 80) - what.length - counted.length - '  []'.length - 1;
        const width = Math.max(shortestBar, Math.min(longestBar, room));
        const filled = Math.round((total ? Math.min(1, done / total) : 0) * width);
        clear();
        stream.write(`${what}  [${'█'.repeat(filled)}${'░'.repeat(width - filled)}]${counted}`);
      } else if (performance.now() >= nextLineAt) {
        nextLineAt = performance.now() + lineEveryMs;
        stream.write(`${what}${counted}\n`);
      }
    },
    clear,
  };
}

const numbers = new Intl.NumberFormat('en');
