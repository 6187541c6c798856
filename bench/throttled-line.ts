import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP line to `target` on which answers come at no more than `bytesPerSec`, all connections together. */
export async function throttledLine(target: URL, bytesPerSec: number): Promise<{ url: string; stop(): Promise<void> }> {
  let freeAtMs = 0;
  const turn = async (bytes: number) => {
    const startMs = Math.max(performance.now(), freeAtMs);
    freeAtMs = startMs + (bytes / bytesPerSec) * 1000;
    await Bun.sleep(startMs - performance.now());
  };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const slow = new Transform({
      transform: (chunk: Uint8Array, _, done) => void turn(chunk.byteLength).then(() => done(null, chunk)),
    });
    client.pipe(upstream);
    upstream.pipe(slow).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        if (socket === client) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
