import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a client and a server on this machine, which a test may cut. */
export interface TcpProxy {
  readonly port: number;
  /** Bytes that the server has sent through it so far. */
  received(): number;
  /** Connections of clients there are now. */
  connections(): number;
  /** Breaks the connections there are; new ones work. */
  cut(): void;
  /** Nothing passes any more, or no answers, and nobody is told, until `flow`. */
  stall(what?: 'all' | 'answers'): void;
  flow(): void;
  /** What passes from now on arrives this much later, milliseconds, each way. */
  delay(ms: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(serverPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let held: (() => void)[] = [];
  let stalled: 'all' | 'answers' | undefined;
  let bytes = 0;
  let delayMs = 0;

  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  /** One chunk at a time, so that a slow reader slows down the writer. */
  const forward = (from: Socket, to: Socket, answers: boolean) => {
    from.on('data', (chunk: Buffer) => {
      if (answers) bytes += chunk.length;
      if (delayMs > 0 && !stalled) {
        setTimeout(() => to.write(chunk), delayMs);
        return;
      }
      from.pause();
      const pass = () => void to.write(chunk, () => from.resume());
      if (stalled === 'all' || (stalled === 'answers' && answers)) held.push(pass);
      else pass();
    });
    from.on('close', () => to.destroy());
  };
  const server = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1');
    hold(near);
    hold(far);
    forward(near, far, false);
    forward(far, near, true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the proxy has no port');

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    received: () => bytes,
    connections: () => sockets.size / 2,
    cut,
    stall(what = 'all') {
      stalled = what;
    },
    flow() {
      stalled = undefined;
      for (const pass of held) pass();
      held = [];
    },
    delay(ms) {
      delayMs = ms;
    },
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
