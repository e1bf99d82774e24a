import type { WriteStream } from 'node:tty';

const width = 30;
/** Milliseconds between two lines where nothing can be redrawn. */
const lineEveryMs = 2000;

/** Shows progress: a bar on a terminal, else a line now and then. `unit` is what is counted. */
export function createProgressBar(stream: Pick<WriteStream, 'write'> & { isTTY?: boolean }, unit = 'rows') {
  let nextLineAt = performance.now() + lineEveryMs;
  const clear = () => {
    if (stream.isTTY) stream.write('\r\u001b[K');
  };
  return {
    /** `total` null: not known yet. */
    show(done: number, total: number | null, what: string): void {
      const counted = total === null ? '' : `  ${done} of ${total} ${unit}`;
      if (stream.isTTY) {
        const share = total ? Math.min(1, done / total) : 0;
        const filled = Math.round(share * width);
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
