import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';

const SLOW_CLIENTS = 20;

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Announces a body of a kilobyte and sends one byte of it each `intervalMs`, or none. */
function slowClient(target: string, intervalMs: number | null) {
  const socket = connect(world.edge.port, '127.0.0.1');
  let answer = '';
  let isClosed = false;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.on('error', () => {}); // `close` follows
  socket.on('close', () => {
    isClosed = true;
  });
  socket.write(
    `${target} HTTP/1.1\r\nhost: edge.test\r\ncontent-type: application/json\r\ncontent-length: 1024\r\n\r\n`,
  );
  const timer = intervalMs === null ? null : setInterval(() => socket.write('{'), intervalMs);
  return {
    status: () => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0),
    answer: () => answer,
    isClosed: () => isClosed,
    leave() {
      if (timer !== null) clearInterval(timer);
      socket.destroy();
    },
  };
}

test('slow bodies end with 408 and never occupy origin; a stalled file holds up nobody; others are served', async () => {
  const slow = Array.from({ length: SLOW_CLIENTS }, () => slowClient('POST /api/v1/playlists', 1_000));
  const stalled = slowClient('PUT /storage/originals/a/b', null);
  try {
    await waitFor(
      async () => {
        const ok = await fetch(`${world.edge.url}/api/v1/videos/none/x`, { method: 'POST', body: '{}' });
        expect(ok.status).toBe(200);
        return slow.every((client) => client.status() > 0 || client.isClosed());
      },
      { timeoutMs: 40_000, intervalMs: 500, what: 'the slow clients to be refused' },
    );
    for (const client of slow) {
      expect(client.status()).toBe(408);
      expect(client.answer()).toContain('"request_timeout"');
    }
    expect(world.origin.seen.filter(({ path }) => path === '/api/v1/playlists')).toEqual([]);
    // A file may take its time; its sender alone waits.
    expect([stalled.status(), stalled.isClosed()]).toEqual([0, false]);
  } finally {
    for (const client of [...slow, stalled]) client.leave();
  }
  const next = await fetch(`${world.edge.url}/api/v1/playlists`, { method: 'POST', body: '{}' });
  expect(next.status).toBe(200);
}, 50_000);
