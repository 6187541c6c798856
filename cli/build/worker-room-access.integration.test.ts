import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createAdminStore } from '../../origin/admin-actions/store.ts';
import { createPublishToRoom } from '../../origin/realtime/publish-to-room.ts';
import { createRoomRelay } from '../../origin/realtime/relay-room-messages.ts';
import { createRoomMessageStore } from '../../origin/realtime/store.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, internalKey, startEdgeWorld } from './testing/edge-world.ts';
import { joinRoom, type RoomClient } from './testing/room-client.ts';

// Who loses access also loses the live rooms, within 30 s, by what origin itself writes.

const BOUND_MS = 30_000;
const clock = () => new Date();
const noAudit = async () => {};

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({ ROOM_SHARD_SOCKETS: '2' });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const admin = () => createAdminStore(world.database.db);
const tell = () =>
  createRoomRelay({
    store: createRoomMessageStore(world.database.db),
    publish: createPublishToRoom({ edgeUrl: world.edge.url, internalKey, clock }),
  }).tell();
const enter = async (videoId: string, who?: string) =>
  joinRoom(world.edge.url, videoId, undefined, who && (await world.origin.accessToken({ sub: who })));

async function sentAway(members: RoomClient[]): Promise<number[]> {
  await waitFor(() => members.every(({ socket }) => socket.readyState >= WebSocket.CLOSING), {
    timeoutMs: BOUND_MS,
    what: 'the members to be sent away',
  });
  return Promise.all(members.map((member) => member.closed()));
}

test('a suspended owner: the rooms of all their videos close and nobody comes back until they are restored', async () => {
  for (const id of ['rogueVideo1', 'rogueVideo2']) await world.seed({ id, ownerId: 'rogue' });
  await world.seed({ id: 'otherOwners' });
  const [one, two, untouched] = [await enter('rogueVideo1'), await enter('rogueVideo2'), await enter('otherOwners')];
  await admin().setSuspended('rogue', true, clock(), noAudit);
  await tell();
  expect(await sentAway([one, two])).toEqual([4403, 4403]);
  for (const id of ['rogueVideo1', 'rogueVideo2']) await expect(enter(id)).rejects.toThrow('did not open');
  expect(untouched.socket.readyState).toBe(WebSocket.OPEN);
  untouched.leave();
  await admin().setSuspended('rogue', false, clock(), noAudit);
  const back = await waitFor(() => enter('rogueVideo1').catch(() => null), {
    timeoutMs: BOUND_MS,
    what: 'the room to open again',
  });
  back.leave();
}, 70_000);

test('a video taken down: its room closes and stays shut', async () => {
  await world.seed({ id: 'takenDown01' });
  const members = [await enter('takenDown01'), await enter('takenDown01', 'owner')];
  await admin().takeDown('takenDown01', { reason: null, byLaw: false }, clock(), noAudit);
  await tell();
  expect(await sentAway(members)).toEqual([4403, 4403]);
  await expect(enter('takenDown01')).rejects.toThrow('did not open');
});

test('a suspended viewer is sent away from every room, full ones too; the others stay and they cannot return', async () => {
  for (const id of ['watchedOne1', 'watchedTwo2']) await world.seed({ id });
  await world.seed({ id: 'ownOfViewer', ownerId: 'rowdy' });
  const others = [await enter('watchedOne1'), await enter('watchedOne1', 'owner')];
  // The room holds two: this one is in a shard of it.
  const suspended = [await enter('watchedOne1', 'rowdy'), await enter('watchedTwo2', 'rowdy')];
  await admin().setSuspended('rowdy', true, clock(), noAudit);
  expect(await sentAway(suspended)).toEqual([4401, 4401]);
  await expect(enter('watchedTwo2', 'rowdy')).rejects.toThrow('did not open');
  expect(others.map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  await waitFor(() => others.every((member) => member.count() === 2), { what: 'the others to be counted' });
  for (const member of others) member.leave();
}, 50_000);
