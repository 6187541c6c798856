import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type RoomServerMessage, roomPollSchema } from '../../shared/contracts/rooms.ts';
import { freePort, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, internalKey, startEdgeWorld } from './testing/edge-world.ts';
import { heard, joinRoom, message, publish, type RoomClient } from './testing/room-client.ts';
import { type RunningEdge, startEdge } from './testing/start-edge.ts';

let world: EdgeWorld;
let dir: Awaited<ReturnType<typeof tempDir>>;
let room = '';
let rooms = 0;

beforeAll(async () => {
  world = await startEdgeWorld();
  dir = await tempDir();
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await dir?.remove();
});

/** A room that no test has used yet. */
async function freshRoom(): Promise<void> {
  rooms += 1;
  room = `roomVideo${String(rooms).padStart(2, '0')}`;
  await world.seed({ id: room });
}

const enter = (lastEventId?: number) => joinRoom(world.edge.url, room, lastEventId);
const tell = (...data: unknown[]) =>
  publish(
    world.edge.url,
    room,
    data.map((it) => message(it)),
    { internalKey },
  );

/** Another edge on the same origin and database, with a directory of its own, that can be killed and come back. */
async function startOwnEdge(name: string, env: Record<string, string> = {}): Promise<() => Promise<RunningEdge>> {
  const port = await freePort();
  const home = join(dir.path, name);
  await mkdir(home);
  return () =>
    startEdge({
      ...{ dir: home, bundlePath: world.bundlePath, originAddress: world.origin.address, port },
      env: { ...world.bindings, PUBLIC_URL: `http://127.0.0.1:${port}`, ...env },
    });
}

test('what origin publishes reaches everyone in that room, in order, in few messages', async () => {
  await freshRoom();
  const [one, two] = [await enter(), await enter()];
  const elsewhere = room;
  await freshRoom();
  const other = await enter();
  room = elsewhere;
  expect(one.messages[0]).toMatchObject({ type: 'joined' });
  await Promise.all(Array.from({ length: 20 }, (_, index) => tell(index * 2, index * 2 + 1)));
  await Promise.all([heard(one, 40), heard(two, 40)]);
  expect(new Set(one.data())).toEqual(new Set(Array.from({ length: 40 }, (_, index) => index)));
  expect(one.ids()).toEqual([...one.ids()].sort((a, b) => a - b));
  expect(two.ids()).toEqual(one.ids());
  expect(one.messages.filter(({ type }) => type === 'events').length).toBeLessThan(15);
  expect(other.ids()).toEqual([]);
  for (const client of [one, two, other]) client.leave();
});

test('who no socket gets through to hears the same by asking, each event once', async () => {
  await world.seed({ id: 'polledVideo' });
  const poll = async (lastEventId?: number): Promise<RoomServerMessage[]> => {
    const query = lastEventId === undefined ? '' : `?last_event_id=${lastEventId}`;
    const response = await fetch(`${world.edge.url}/api/v1/videos/polledVideo/room/events${query}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return roomPollSchema.parse(await response.json()).messages;
  };
  const [joined] = await poll();
  const head = joined?.type === 'joined' ? joined.last_event_id : Number.NaN;
  expect(await poll(head)).toEqual([]);
  await publish(world.edge.url, 'polledVideo', [message('one'), message('two')], { internalKey });
  const [events] = await poll(head);
  const heard = events?.type === 'events' ? events.events : [];
  expect(heard.map(({ data }) => data)).toEqual(['one', 'two']);
  expect(await poll(heard.at(-1)?.id)).toEqual([]);
  expect(await poll(1)).toEqual([{ type: 'reset', last_event_id: heard.at(-1)?.id ?? 0 }]);
  for (const [path, status] of [
    ['polledVideo/room/events?last_event_id=x', 400],
    ['noSuchVideo/room/events', 404],
  ] as const)
    expect((await fetch(`${world.edge.url}/api/v1/videos/${path}`, { headers: { upgrade: 'h2c' } })).status).toBe(
      status,
    );
});

test('everyone in a room hears how many are watching, arrivals and departures', async () => {
  await freshRoom();
  const first = await enter();
  await waitFor(() => first.count() === 1);
  const second = await enter();
  await waitFor(() => first.count() === 2 && second.count() === 2);
  second.leave();
  await waitFor(() => first.count() === 1);
  first.leave();
});

test('a video being processed has a room', async () => {
  await world.seed({ id: 'cookingRoom', status: 'processing', playable: false });
  const member = await joinRoom(world.edge.url, 'cookingRoom');
  await waitFor(() => member.count() === 1);
  member.leave();
});

test('the same message told again is told to nobody', async () => {
  await freshRoom();
  const client = await enter();
  const twice = message('once');
  for (const expected of [1, 0]) {
    const response = await publish(world.edge.url, room, [twice], { internalKey });
    expect(await response.json()).toMatchObject({ new_events: expected });
  }
  await tell('last');
  await heard(client, 2);
  expect(client.data()).toEqual(['once', 'last']);
  client.leave();
});

test('only origin publishes: no signature, an old one, another path or another key is refused', async () => {
  await freshRoom();
  const client = await enter();
  const wrong = [
    await fetch(`${world.edge.url}/internal/rooms/${room}/publish`, { method: 'POST', body: '{"messages":[]}' }),
    await publish(world.edge.url, room, [message(1)], { internalKey, nowMs: Date.now() - 61_000 }),
    await publish(world.edge.url, room, [message(1)], { internalKey, signedPath: '/internal/rooms/other/publish' }),
    await publish(world.edge.url, room, [message(1)], { internalKey: Buffer.alloc(32, 8).toString('base64url') }),
  ];
  for (const response of wrong) {
    expect(response.status).toBe(403);
    expect(await errorCode(response)).toBe('signature_invalid');
  }
  await tell('right');
  await heard(client, 1);
  expect(client.data()).toEqual(['right']);
  client.leave();
});

test.each([
  ['no messages', { messages: [] }],
  ['too many', { messages: Array.from({ length: 101 }, (_, index) => message(index)) }],
  ['one too long', { messages: [message('x'.repeat(20_000))] }],
  ['no id', { messages: [{ type: 'a', data: 1 }] }],
])('a publish with %s is refused whole', async (_, { messages }) => {
  const response = await publish(world.edge.url, room, messages as never, { internalKey }); // wrong on purpose
  expect(await errorCode(response)).toBe('validation_failed');
});

test('who comes back hears what it missed, once; who was away too long is told to begin anew', async () => {
  await freshRoom();
  const first = await enter();
  await tell('a');
  await heard(first, 1);
  first.leave();
  const knownId = first.ids()[0] ?? 0;
  await tell('b', 'c');
  const back = await enter(knownId);
  await heard(back, 2);
  await tell('d');
  await heard(back, 3);
  expect(back.data()).toEqual(['b', 'c', 'd']);
  expect(back.messages.every(({ type }) => type !== 'joined' && type !== 'reset')).toBe(true);
  for (const unknown of [1, knownId * 2]) {
    const lost = await enter(unknown);
    await waitFor(() => lost.messages.length > 0);
    expect(lost.messages[0]).toEqual({ type: 'reset', last_event_id: back.ids().at(-1) ?? 0 });
    lost.leave();
  }
  for (let batch = 0; batch < 6; batch += 1) await tell(...Array.from({ length: 100 }, (_, index) => index));
  const far = await enter(knownId); // 603 events behind
  await waitFor(() => far.messages.length > 0);
  expect(far.messages[0]?.type).toBe('reset');
  for (const client of [back, far]) client.leave();
});

test('a last_event_id that is no id is refused', async () => {
  await freshRoom();
  const response = await fetch(`${world.edge.url}/api/v1/videos/${room}/room?last_event_id=-1`, {
    headers: { upgrade: 'websocket', connection: 'Upgrade' },
  });
  expect(response.status).toBe(400);
});

/** Changes the video and closes its room, as origin does in one transaction. */
async function close(columns: Record<string, string>): Promise<void> {
  const seq = await world.change('video_revoked', room, columns);
  await publish(world.edge.url, room, [message({ seq }, 'close')], { internalKey });
}

test('a closed room sends everybody away and lets in only whom the new rules allow', async () => {
  await freshRoom();
  const members = [await enter(), await enter()];
  await close({ visibility: 'private' });
  for (const member of members) expect(await member.closed()).toBe(4403);
  await expect(enter()).rejects.toThrow('did not open');
  await world.change('video_changed', room, { visibility: 'public' });
  const back = await waitFor(() => enter().catch(() => null), { what: 'the room to open again' });
  back.leave();
});

test('who may still watch comes back at once, though this edge has not heard of the change yet', async () => {
  await freshRoom();
  const member = await enter();
  await close({ visibility: 'unlisted' });
  expect(await member.closed()).toBe(4403);
  (await enter()).leave();
});

test('a close that names no entry of the change feed is refused', async () => {
  await freshRoom();
  const response = await publish(world.edge.url, room, [message(null, 'close')], { internalKey });
  expect(await errorCode(response)).toBe('validation_failed');
});

test('a member that sends too much or too often is sent away; pings are answered', async () => {
  await freshRoom();
  const [calm, big, flood] = [await enter(), await enter(), await enter()];
  const heardByCalm: unknown[] = [];
  calm.socket.onmessage = ({ data }) => heardByCalm.push(data); // "pong" is no JSON
  calm.socket.send('ping');
  await waitFor(() => heardByCalm.includes('pong'), { what: 'the answer among what the room tells' });
  big.socket.send('x'.repeat(1_025));
  expect(await big.closed()).toBe(1009);
  for (let times = 0; times < 25; times += 1) flood.socket.send('{}');
  expect(await flood.closed()).toBe(1008);
  calm.leave();
});

/** Without a client's WebSocket; `answer` is what the edge says first. */
async function enterByHand(...headers: string[]): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(world.edge.port, '127.0.0.1');
  const upgrade = ['host: edge.test', 'upgrade: websocket', 'connection: Upgrade', 'sec-websocket-version: 13'];
  const key = 'sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==';
  socket.write([`GET /api/v1/videos/${room}/room HTTP/1.1`, ...upgrade, key, ...headers, '', ''].join('\r\n'));
  const answer = await new Promise((resolve) => socket.once('data', resolve));
  return { socket, answer: String(answer) };
}

test('messages are not compressed, which would be done for each member anew', async () => {
  await freshRoom();
  const { socket, answer } = await enterByHand('sec-websocket-extensions: permessage-deflate');
  expect(answer).toStartWith('HTTP/1.1 101 ');
  expect(answer.toLowerCase()).not.toContain('sec-websocket-extensions');
  socket.destroy();
});

test('a member that does not read is dropped, and the others hear everything', async () => {
  await freshRoom();
  const reader = await enter();
  const { socket: slow } = await enterByHand();
  slow.pause();
  await waitFor(() => reader.count() === 2);
  // The kernel's own buffers take some megabytes before anything waits in the room.
  const data = 'x'.repeat(16_000);
  let told = 0;
  await waitFor(
    async () => {
      told += 50;
      await tell(...Array.from({ length: 50 }, () => data));
      return reader.count() === 1;
    },
    { timeoutMs: 20_000, what: 'the slow member to be dropped' },
  );
  await heard(reader, told);
  expect(reader.ids()).toHaveLength(told);
  slow.destroy();
  reader.leave();
}, 30_000);

/** Stays in a room across broken connections, as players do, until it has heard `count` events; tells of each entry. */
async function stayInRoom(url: string, videoId: string, count: number, onJoined: () => void): Promise<unknown[]> {
  const data: unknown[] = [];
  let lastEventId: number | undefined;
  for (;;) {
    const client = await joinRoom(url, videoId, lastEventId).catch(() => null);
    if (!client) {
      await Bun.sleep(20); // a player waits too before it tries again
      continue;
    }
    onJoined();
    await waitFor(() => data.length + client.ids().length >= count || client.socket.readyState >= WebSocket.CLOSING, {
      timeoutMs: 30_000,
    });
    data.push(...client.data());
    const [joinedAt] = client.messages.flatMap((it) => (it.type === 'joined' ? it.last_event_id : []));
    lastEventId = client.ids().at(-1) ?? joinedAt ?? lastEventId;
    client.leave();
    if (data.length >= count) return data;
  }
}

test('kill -9 of workerd in the middle: members come back and have missed nothing and heard nothing twice', async () => {
  await freshRoom();
  const start = await startOwnEdge('killed');
  let edge = await start();
  const { url } = edge;
  const total = 120;
  const joins = Array.from({ length: 5 }, () => 0);
  const members = joins.map((_, at) =>
    stayInRoom(url, room, total, () => {
      joins[at] = (joins[at] ?? 0) + 1;
    }),
  );
  const watcher = await joinRoom(url, room);
  await waitFor(() => watcher.count() === 6);
  try {
    for (let number = 0; number < total; number += 1) {
      const one = message(number);
      // Repeated until acknowledged, as origin does: the answer may be lost though the message is stored.
      await waitFor(async () => (await publish(url, room, [one], { internalKey }).catch(() => null))?.ok);
      if (number % 40 === 20) {
        const kills = Math.floor(number / 40);
        await waitFor(() => joins.every((count) => count > kills), { what: 'everybody to be back' });
        await edge.stop();
        edge = await start();
      }
    }
    for (const data of await Promise.all(members))
      expect(data).toEqual(Array.from({ length: total }, (_, number) => number));
    expect(Math.min(...joins)).toBeGreaterThan(3);
  } finally {
    await edge.stop();
  }
}, 60_000);

test('a room too large for one object goes on in others: same events, one count, one end', async () => {
  await freshRoom();
  const edge = await (await startOwnEdge('sharded', { ROOM_SHARD_SOCKETS: '2' }))();
  const members: RoomClient[] = [];
  const tellThere = (...data: unknown[]) =>
    publish(
      edge.url,
      room,
      data.map((it) => message(it)),
      { internalKey },
    );
  try {
    for (let number = 0; number < 7; number += 1) {
      await tellThere(`before ${number}`);
      members.push(await joinRoom(edge.url, room));
      await tellThere(`after ${number}`);
    }
    await waitFor(() => members.every((member) => member.count() === 7), { what: 'everyone to count 7' });
    await Promise.all(members.map((member, number) => heard(member, 13 - 2 * number)));
    // Each heard exactly what was published after it joined.
    for (const [number, member] of members.entries()) {
      const later = Array.from({ length: 7 - number }, (_, index) => [
        `before ${number + index}`,
        `after ${number + index}`,
      ]);
      expect(member.data()).toEqual(later.flat().slice(1));
    }
    const cut = members.at(-1);
    const known = cut?.ids().at(-1);
    cut?.leave();
    await tellThere('while away');
    const back = await joinRoom(edge.url, room, known);
    await heard(back, 1);
    expect(back.data()).toEqual(['while away']);
    await waitFor(() => back.count() === 7);
    await publish(edge.url, room, [message({ seq: 1 }, 'close')], { internalKey });
    for (const member of [...members.slice(0, 6), back]) expect(await member.closed()).toBe(4403);
  } finally {
    await edge.stop();
  }
}, 30_000);
