import type { Readable } from 'node:stream';

/**
 * Lets a call take its next message from the connection only when there is room for it. A call that is paused
 * goes on taking messages, 16 of them.
 * @param room undefined when there is room, else a promise to wait for
 */
export function readWhen(call: Readable, room: () => Promise<void> | undefined): void {
  const read = call._read.bind(call);
  call._read = (size) => {
    const wait = room();
    if (wait) void wait.then(() => read(size));
    else read(size);
  };
}
