import { connect, createServer, type Socket } from 'node:net';
import { waitFor } from './wait-for.ts';

export type TcpProxy = {
  port: number;
  /** Waits for a pause in the talk, so as not to cut a word in two; then nothing passes. Connections stay open. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
};

const QUIET_MS = 300;

/** A wire between two programs that a test can hold still, as a slow or cut network does. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isPaused = false;
  let heldBack: (() => void)[] = [];
  let lastPassedAtMs = 0;
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      // Held back here: a socket's own `pause` lets through what is already on its way.
      from.on('data', (chunk) => {
        if (isPaused) heldBack.push(() => to.write(chunk));
        else {
          lastPassedAtMs = performance.now();
          to.write(chunk);
        }
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async pause() {
      await waitFor(() => performance.now() - lastPassedAtMs > QUIET_MS, { what: 'a pause in the talk' });
      isPaused = true;
    },
    resume() {
      isPaused = false;
      for (const pass of heldBack) pass();
      heldBack = [];
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
