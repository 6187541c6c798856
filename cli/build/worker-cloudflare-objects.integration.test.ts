import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Playback } from '../../shared/contracts/playback.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, internalKey, startEdgeWorld } from './testing/edge-world.ts';
import { heard, joinRoom, message, publish, type RoomClient } from './testing/room-client.ts';

// Rooms and view buffers with the bindings and migrations that wrangler.toml declares for Cloudflare.

const VIDEO = 'cloudVideo1';
let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({ ROOM_SHARD_SOCKETS: '2' }, { miniflare: {} });
  await world.seed({ id: VIDEO });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const tell = (...data: unknown[]) =>
  publish(
    world.edge.url,
    VIDEO,
    data.map((it) => message(it)),
    { internalKey },
  );

test('a room: everyone hears what is published, also in a shard of it, and who comes back what it missed', async () => {
  const members: RoomClient[] = [];
  for (let number = 1; number <= 3; number += 1) members.push(await joinRoom(world.edge.url, VIDEO));
  await waitFor(() => members.every((member) => member.count() === 3), { what: 'everyone to count 3' });
  expect((await tell('one', 'two')).status).toBe(200);
  await Promise.all(members.map((member) => heard(member, 2)));
  for (const member of members) expect(member.data()).toEqual(['one', 'two']);
  const [gone] = members;
  gone?.leave();
  await tell('three');
  const back = await joinRoom(world.edge.url, VIDEO, gone?.ids().at(-1));
  await heard(back, 1);
  expect(back.data()).toEqual(['three']);
  for (const member of [...members.slice(1), back]) member.leave();
});

test('a room whose object was evicted: its sockets live on and hear the next message', async () => {
  const id = 'evictedRoom';
  await world.seed({ id });
  const member = await joinRoom(world.edge.url, id);
  await waitFor(() => member.count() === 1);
  const simulator = world.miniflare?.simulator;
  if (!simulator) throw new Error('no Miniflare');
  await simulator.unsafeEvictDurableObject('edge', 'VideoRoom', { name: id, webSockets: 'hibernate' });
  await publish(world.edge.url, id, [message('after')], { internalKey });
  await heard(member, 1);
  expect(member.data()).toEqual(['after']);
  member.leave();
});

test('view events wait in their buffer and reach origin together', async () => {
  const session = (await (
    await fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/playback`, { method: 'POST' })
  ).json()) as Playback;
  for (const position_sec of [0, 10]) {
    const body = {
      ...{ video_id: VIDEO, session_id: session.session_id, event: 'heartbeat', position_sec },
      client_ts: new Date(Date.now() + position_sec * 1000).toISOString(),
    };
    const response = await fetch(`${world.edge.url}/api/v1/views`, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(202);
  }
  const forwarded = () =>
    world.origin.seen.filter(({ path }) => path === '/internal/views').flatMap(({ body }) => JSON.parse(body).events);
  await waitFor(() => forwarded().length === 2, { what: 'both events to be forwarded' });
  expect(forwarded()).toMatchObject([{ position_sec: 0 }, { position_sec: 10 }]);
});

test('every class of the worker has a binding and a migration, and every migration names one', async () => {
  const wrangler = Bun.TOML.parse(await Bun.file(`${import.meta.dir}/../../wrangler.toml`).text()) as {
    durable_objects: { bindings: { class_name: string }[] };
    migrations: { tag: string; new_sqlite_classes: string[] }[];
  };
  const bound = wrangler.durable_objects.bindings.map(({ class_name }) => class_name).sort();
  const migrated = wrangler.migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes).sort();
  expect(migrated).toEqual(bound);
  const source = await Bun.file(`${import.meta.dir}/../../edge/worker.ts`).text();
  const exported = [...source.matchAll(/^export \{ (\w+) \}/gm)].map(([, name]) => name ?? '').sort();
  expect(exported).toEqual(bound);
});
