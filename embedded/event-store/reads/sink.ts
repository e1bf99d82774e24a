import type { ServerWritableStream } from '@grpc/grpc-js';

/** A Read call's way out: already encoded messages, as fast as the client takes them. */
export type Sink = {
  /** @returns a promise to wait for before sending more, when the client is slower */
  send(message: Buffer): Promise<void> | undefined;
  /** Aborted when the client has gone or the call has ended. */
  closed: AbortSignal;
};

/** Given as the reason, because making the default one, with its stack, would cost more than a short read. */
const CALL_ENDED = new Error('The call has ended.');

export function createSink<Request>(call: ServerWritableStream<Request, Buffer>): Sink {
  const controller = new AbortController();
  const close = (): void => controller.abort(CALL_ENDED);
  call.once('cancelled', close);
  call.once('close', close);

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        call.off('drain', done);
        controller.signal.removeEventListener('abort', done);
        resolve();
      };
      call.once('drain', done);
      controller.signal.addEventListener('abort', done);
    });

  return {
    closed: controller.signal,
    send(message) {
      if (controller.signal.aborted || call.writableEnded) return undefined;
      return call.write(message) ? undefined : drained();
    },
  };
}
