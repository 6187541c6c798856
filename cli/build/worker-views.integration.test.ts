import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Playback } from '../../shared/contracts/playback.ts';
import { type TakenView, viewBatchSchema } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { freePort, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, internalKey, startEdgeWorld } from './testing/edge-world.ts';
import { startEdge } from './testing/start-edge.ts';

const VIDEO = 'viewedVid01';
let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: VIDEO });
  await world.seed({ id: 'viewedVid02' });
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function startSession(url = world.edge.url): Promise<string> {
  const response = await fetch(`${url}/api/v1/videos/${VIDEO}/playback`, { method: 'POST' });
  return ((await response.json()) as Playback).session_id;
}

const event = (session_id: string, more: object = {}) => ({
  ...{ video_id: VIDEO, session_id, event: 'start', position_sec: 0, client_ts: new Date().toISOString() },
  ...more,
});

const report = (body: unknown, url = world.edge.url) =>
  fetch(`${url}/api/v1/views`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Stands for origin's `/internal/views`: remembers what it is sent; answers as `answer` says. */
function startIntake() {
  const batches: TakenView[][] = [];
  const state = { status: 204, dropped: 0 };
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/internal/changes')
        return Response.json({ head: 0, from_start: true, changes: [], more: false });
      if (pathname !== '/internal/views' || request.headers.get(internalHeaders.key) !== internalKey)
        return new Response(null, { status: 404 });
      const batch = viewBatchSchema.parse(await request.json());
      if (state.status === 204) {
        batches.push(batch.events);
        state.dropped += batch.dropped;
      }
      return new Response(null, { status: state.status });
    },
  });
  return { state, server, batches, events: () => batches.flat() };
}

/** An edge of its own whose origin is `origin`. */
async function ownEdge(dir: string, origin: string, env: Record<string, string> = {}) {
  const port = await freePort();
  const home = join(dir, 'edge');
  await mkdir(home);
  const { bundlePath } = world;
  const bindings = {
    ...world.bindings,
    ORIGIN_URL: `http://${origin}`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...env,
  };
  return () => startEdge({ dir: home, bundlePath, originAddress: origin, port, env: bindings });
}

test('an event of a real session is taken and reaches origin with its times and an id', async () => {
  const session = await startSession();
  const before = Date.now();
  const response = await report(event(session, { event: 'heartbeat', position_sec: 12.5, extra: 'ignored' }));
  expect(response.status).toBe(202);
  expect(response.headers.get('access-control-allow-origin')).toBe('*'); // players of other sites report too
  const batch = await waitFor(() => {
    const sent = world.origin.seen.find(({ path, body }) => path === '/internal/views' && body.includes(session));
    return sent && viewBatchSchema.parse(JSON.parse(sent.body));
  });
  expect(batch.events).toMatchObject([
    { video_id: VIDEO, session_id: session, event: 'heartbeat', position_sec: 12.5 },
  ]);
  expect(batch.events[0]?.received_at_ms).toBeGreaterThanOrEqual(before);
  expect(batch.events[0]).not.toHaveProperty('extra');
});

test('reports of one account have a tag in common; a proxy’s address is nobody’s, and no address goes to origin', async () => {
  const [one, another] = [await startSession(), await startSession()];
  const authorization = `Bearer ${await world.origin.accessToken({ sub: 'somebody' })}`;
  for (const session of [one, another])
    await fetch(`${world.edge.url}/api/v1/views`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(event(session)),
    });
  const [first, second] = await waitFor(() => {
    const bodies = world.origin.seen.filter(({ path }) => path === '/internal/views').map(({ body }) => body);
    expect(bodies.join()).not.toContain('127.0.0.1');
    const events = bodies.flatMap((body) => viewBatchSchema.parse(JSON.parse(body)).events);
    const ofBoth = [one, another].flatMap((id) => events.find(({ session_id }) => session_id === id) ?? []);
    return ofBoth.length === 2 && ofBoth;
  });
  expect(first?.account_tag).toMatch(/^[A-Za-z0-9_-]{12}$/);
  expect(second?.account_tag).toBe(first?.account_tag ?? '');
  expect([first?.address_tag, second?.address_tag]).toEqual([null, null]);
});

test('who is signed in is named to origin, a bad token makes nobody of them, and a crawler is thanked and left out', async () => {
  const session = await startSession();
  const send = (position_sec: number, headers: Record<string, string>) =>
    fetch(`${world.edge.url}/api/v1/views`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(event(session, { position_sec, client_ts: new Date(position_sec * 1000).toISOString() })),
    });
  const bearer = `Bearer ${await world.origin.accessToken({ sub: 'someone' })}`;
  const statuses = [
    await send(1, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }),
    await send(2, { authorization: bearer }),
    await send(3, { authorization: `${bearer}x` }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([202, 202, 202]);
  const taken = await waitFor(() => {
    const batches = world.origin.seen.filter(({ path, body }) => path === '/internal/views' && body.includes(session));
    const events = batches.flatMap(({ body }) => viewBatchSchema.parse(JSON.parse(body)).events);
    const own = events.filter(({ session_id }) => session_id === session);
    return own.some(({ position_sec }) => position_sec === 3) && own;
  });
  expect(taken.map(({ position_sec, user_id }) => [position_sec, user_id])).toEqual([
    [2, 'someone'],
    [3, null],
  ]);
});

test.each<[string, () => Promise<object> | object]>([
  ['a session nobody was given', () => event(newId())],
  ['the session of another video', async () => event(await startSession(), { video_id: 'viewedVid02' })],
  [
    'a session with one digit changed',
    async () => event((await startSession()).replace(/.$/, (it) => (it === '0' ? '1' : '0'))),
  ],
  ['an unknown event', async () => event(await startSession(), { event: 'stop' })],
])('%s is refused', async (_, body) => {
  const response = await report(await body());
  expect(response.status).toBe(400);
  expect(await errorCode(response)).toBe('validation_failed');
});

test('a body that is no JSON, or too long, is refused', async () => {
  const url = `${world.edge.url}/api/v1/views`;
  expect(await errorCode(await fetch(url, { method: 'POST', body: '{' }))).toBe('invalid_json');
  expect(await errorCode(await fetch(url, { method: 'POST', body: 'x'.repeat(3_000) }))).toBe('payload_too_large');
});

test('while origin is away events are kept, across kill -9 of workerd too, and then arrive once each', async () => {
  await using dir = await tempDir();
  const intake = startIntake();
  const start = await ownEdge(dir.path, `127.0.0.1:${intake.server.port}`);
  let edge = await start();
  try {
    intake.state.status = 503;
    const taken = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      for (let number = 0; number < 20; number += 1) {
        const session = await startSession(edge.url);
        if ((await report(event(session), edge.url)).status === 202) taken.add(session);
      }
      await edge.stop(); // SIGKILL, right after the last acknowledgement
      edge = await start();
    }
    expect(taken.size).toBe(60);
    intake.state.status = 204;
    // No viewer has to come by: the alarms of the killed process are kept.
    await waitFor(() => intake.events().length >= taken.size, { timeoutMs: 40_000, what: 'every event to arrive' });
    expect(
      intake
        .events()
        .map(({ session_id }) => session_id)
        .sort(),
    ).toEqual([...taken].sort());
    expect(intake.batches.length).toBeLessThan(30);
  } finally {
    await edge.stop();
    await intake.server.stop(true);
  }
}, 60_000);

test('what is too much while origin is away is refused and counted', async () => {
  await using dir = await tempDir();
  const intake = startIntake();
  const edge = await (await ownEdge(dir.path, `127.0.0.1:${intake.server.port}`, { VIEWS_WAITING: '5' }))();
  try {
    intake.state.status = 503;
    const session = await startSession(edge.url); // one session, one buffer
    const send = (position_sec: number) =>
      report(event(session, { event: 'heartbeat', client_ts: new Date(position_sec * 1000).toISOString() }), edge.url);
    const responses = [];
    for (let number = 0; number < 8; number += 1) responses.push(await send(number));
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 503, 503, 503]);
    expect(responses[7]?.headers.get('retry-after')).toBe('30');
    intake.state.status = 204;
    await waitFor(() => intake.events().length === 5 && intake.state.dropped === 3, { timeoutMs: 20_000 });
    expect((await send(9)).status).toBe(202);
  } finally {
    await edge.stop();
    await intake.server.stop(true);
  }
}, 40_000);
