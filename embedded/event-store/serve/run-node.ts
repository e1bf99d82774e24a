import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { type EventStoreNode, startEventStore } from '../start-event-store.ts';

/** By then a node has stopped, or its process is ended; in milliseconds. */
const STOP_WITHIN = 10_000;

type RunOptions = Parameters<typeof startEventStore>[0] & {
  /** Stop when standard input ends, too. */
  exitWithParent?: boolean;
  /** The node serves. */
  ready(node: EventStoreNode): void | Promise<void>;
  /** It was told to stop. */
  stopping?(): void;
};

/**
 * Runs a node until SIGTERM or SIGINT and resolves when it has stopped; a signal that comes while it starts
 * counts too.
 * @throws Error with one sentence for the person who started it, when the directory is in use, its format is
 * unknown, or the port cannot be had
 */
export async function runNode({ exitWithParent, ready, stopping, ...options }: RunOptions): Promise<void> {
  const wanted = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
    if (exitWithParent) process.stdin.once('close', resolve).once('end', resolve).resume();
  });
  // Its refusals are told below, in one line.
  setLogVerbosity(logVerbosity.NONE);
  const node = await startEventStore(options).catch((error: Error) => {
    throw new Error(refusal(error.message, options));
  });
  try {
    await ready(node);
    await wanted;
    stopping?.();
  } finally {
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    await node.stop();
  }
}

function refusal(
  message: string,
  { port = 0, host = '127.0.0.1' }: { port?: number; host?: string },
): string {
  if (message.includes('EADDRINUSE')) return `port ${port} on ${host} is taken; choose another with --port`;
  if (/EADDRNOTAVAIL|ENOTFOUND|Name resolution/.test(message))
    return `${host} is not an address of this machine; choose another with --host`;
  return message;
}
