import { connect, createServer, type Socket } from 'node:net';

/**
 * `cut`: connections break; `unanswered`: they are closed in order, without an answer; `lost answer`: the request
 * passes and its answer does not; a status: answered in the server's place; a delay: everything takes that long.
 */
export type Fault = 'cut' | 'unanswered' | 'lost answer' | { status: number } | { delayMs: number };
export type FaultyWire = {
  url: string;
  /** What is wrong from now on; `null`: nothing. */
  fault: Fault | null;
  /** Requests that met a fault. */
  faultCount: number;
  stop(): Promise<void>;
};

/** A wire to an HTTP server of this machine on which a test can make things go wrong. */
export async function startFaultyWire(targetUrl: string): Promise<FaultyWire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(new URL(targetUrl).port), '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.on('data', (chunk) => {
      const { fault } = wire;
      if (fault !== null) wire.faultCount += 1;
      if (fault === 'cut') near.destroy();
      else if (fault === 'unanswered') near.end();
      else if (fault !== null && typeof fault === 'object' && 'status' in fault)
        near.end(`HTTP/1.1 ${fault.status} Fault\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      else if (fault !== null && typeof fault === 'object') setTimeout(() => far.write(chunk), fault.delayMs);
      else far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (wire.fault === 'lost answer') near.destroy();
      else near.write(chunk);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const wire: FaultyWire = {
    url: `http://127.0.0.1:${address.port}`,
    fault: null,
    faultCount: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return wire;
}
