import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';
import { rawExchange, slowHeaders } from './testing/raw-exchange.ts';

let world: EdgeWorld;
let slowClient: Promise<void>;
beforeAll(async () => {
  world = await startEdgeWorld();
  // Runs beside the other tests: workerd gives headers fifteen seconds.
  slowClient = slowHeaders(world.edge.port, { intervalMs: 1_000, timeoutMs: 30_000 });
  slowClient.catch(() => {});
});
afterAll(() => world?.[Symbol.asyncDispose]());

const hidden = 'GET /api/v1/hidden HTTP/1.1\r\nhost: edge.test\r\n\r\n';
const post = 'POST /api/v1/uploads HTTP/1.1\r\nhost: edge.test\r\ncontent-type: application/json\r\n';
const get = 'GET /api/v1/me HTTP/1.1\r\nhost: edge.test\r\n';

/** What reached origin because of `bytes`, and what the client was answered. */
async function send(bytes: string, answers = 1): Promise<{ statuses: number[]; reached: string[] }> {
  const before = world.origin.seen.length;
  const statuses = await rawExchange(world.edge.port, bytes, answers);
  const reached = world.origin.seen.slice(before).map(({ method, path, body }) => `${method} ${path} ${body}`);
  return { statuses, reached };
}

test.each([
  ['an unknown transfer coding', `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['chunked not last', `${post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
  [
    'two transfer codings',
    `${post}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
  ],
  ['a space before the colon', `${post}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`],
  ['two lengths', `${post}content-length: 0\r\ncontent-length: ${hidden.length}\r\n\r\n${hidden}`],
  ['a list of lengths', `${post}content-length: 0, ${hidden.length}\r\n\r\n${hidden}`],
  ['a signed length', `${post}content-length: +2\r\n\r\n{}`],
  ['a negative length', `${post}content-length: -1\r\n\r\n{}`],
  ['a length in hex', `${post}content-length: 0x2\r\n\r\n{}`],
  ['a folded header', `${post}x-a: b\r\n transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}`],
  ['a carriage return in a header', `${post}x-a: b\rtransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}`],
  ['a NUL in a header', `${post}x-a: b\0c\r\ncontent-length: 2\r\n\r\n{}`],
  ['a chunk that is none', `${post}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
  ['a chunk size beyond all numbers', `${post}transfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}\r\n0\r\n\r\n`],
  ['a body on GET', `${get}content-length: ${hidden.length}\r\n\r\n${hidden}`],
])('%s is refused, and nothing reaches origin', async (_, bytes) => {
  expect(await send(bytes)).toEqual({ statuses: [400], reached: [] });
});

test('two host headers reach nobody', async () => {
  const { statuses, reached } = await send(`GET /api/v1/me HTTP/1.1\r\nhost: a.test\r\nhost: b.test\r\n\r\n`);
  expect(reached).toEqual([]);
  expect(statuses[0]).toBeGreaterThanOrEqual(400);
});

test.each([
  ['shorter', 5],
  ['longer', hidden.length + 5],
])('chunks beside a %s length are read as chunks, and what follows is not another request', async (_, length) => {
  const bytes = `${post}content-length: ${length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`;
  // RFC 9112 §6.1: Transfer-Encoding wins, and the connection is closed after the answer.
  expect(await send(bytes, 2)).toEqual({ statuses: [200], reached: ['POST /api/v1/uploads '] });
});

test('requests one after another on a connection stay two', async () => {
  const { statuses, reached } = await send(`${get}\r\n${hidden}`, 2);
  expect(statuses).toEqual([200, 200]);
  expect(reached).toEqual(['GET /api/v1/me ', 'GET /api/v1/hidden ']);
});

test('Connection cannot take our own headers away, nor an upgrade pass through', async () => {
  await send(`${get}connection: x-kinora-internal-key, x-request-id, close\r\n\r\n`);
  const seen = world.origin.seen.at(-1)?.headers;
  expect(seen?.get('x-kinora-internal-key')).toBe(world.bindings.INTERNAL_KEY ?? '');
  expect(seen?.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  await send(`${get}connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n`);
  for (const name of ['upgrade', 'http2-settings']) expect(world.origin.seen.at(-1)?.headers.get(name)).toBeNull();
});

test.each([
  ['an address of 9,000 characters', `GET /api/v1/me?${'a'.repeat(9_000)} HTTP/1.1\r\nhost: edge.test\r\n\r\n`, 414],
  [
    'an address of 200,000 characters',
    `GET /api/v1/me?${'a'.repeat(200_000)} HTTP/1.1\r\nhost: edge.test\r\n\r\n`,
    414,
  ],
  ['a header of 40,000 characters', `${get}x-a: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  [
    '400 headers',
    `${get}${Array.from({ length: 400 }, (_, at) => `x-${at}: ${'a'.repeat(100)}\r\n`).join('')}\r\n`,
    431,
  ],
])('%s is refused', async (_, bytes, status) => {
  expect(await send(bytes)).toEqual({ statuses: [status], reached: [] });
});

test('a body beyond its limit is refused, announced or not', async () => {
  const mebibyte = 1024 * 1024;
  expect(await send(`${post}content-length: ${mebibyte + 1}\r\n\r\n`)).toEqual({ statuses: [413], reached: [] });
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const chunked = `${post}transfer-encoding: chunked\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`;
  expect(await send(chunked)).toEqual({ statuses: [413], reached: [] });
});

test('a body that breaks off never begins at origin', async () => {
  const before = world.origin.seen.length;
  await fetch(`${world.edge.url}/api/v1/uploads`, {
    method: 'POST',
    signal: AbortSignal.timeout(300),
    body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) }),
  }).catch(() => {});
  expect((await fetch(`${world.edge.url}/api/v1/me`)).status).toBe(200);
  expect(world.origin.seen.slice(before).map(({ path }) => path)).toEqual(['/api/v1/me']);
});

test('a client that never ends its headers is hung up on', async () => {
  await slowClient;
}, 35_000);
