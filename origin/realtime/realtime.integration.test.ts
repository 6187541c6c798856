import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { roomPublishSchema } from '../../shared/contracts/rooms.ts';
import { newId } from '../../shared/ids.ts';
import { createInternalSigner, signatureHeader } from '../../shared/internal-signature.ts';
import { roomMessages } from '../../shared/schema/index.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { noteChange } from '../changes/store.ts';
import { createPublishToRoom, type PublishToRoom } from './publish-to-room.ts';
import { createRoomRelay } from './relay-room-messages.ts';
import { addRoomMessage, addRoomMessageReading, createRoomMessageStore, pendingQuery } from './store.ts';

const internalKey = Buffer.alloc(32, 5).toString('base64url');
const now = new Date('2026-11-21T12:00:00Z');
const clock = () => now;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database?.stop());
beforeEach(async () => {
  await database.db.delete(roomMessages);
});

const add = (videoId: string, number: number, text = '') =>
  database.db.transaction((tx) =>
    addRoomMessage(tx, { videoId, type: 'comment.created', data: { number, text } }, now),
  );
const relayTo = (publish: PublishToRoom) => createRoomRelay({ store: createRoomMessageStore(database.db), publish });
/** What a process does that ends right after. */
const relay = async (publish: PublishToRoom) => {
  const { tell, forget } = relayTo(publish);
  await tell();
  await forget();
};
const numberOf = (data: unknown) => (data as { number: number }).number; // as `add` wrote it
const pending = () => database.db.select().from(roomMessages).orderBy(roomMessages.id);

test('each room is told its own messages in order, however many, and once', async () => {
  for (let number = 0; number < 130; number += 1) await add(number % 2 ? 'roomAAAAAAA' : 'roomBBBBBBB', number);
  for (let number = 130; number < 240; number += 1) await add('roomAAAAAAA', number);
  const told = new Map<string, unknown[]>();
  const publish: PublishToRoom = async (videoId, messages) => {
    expect(messages.length).toBeLessThanOrEqual(100);
    told.set(videoId, [...(told.get(videoId) ?? []), ...messages.map(({ data }) => numberOf(data))]);
  };
  await relay(publish);
  await relay(publish);
  expect(told.get('roomBBBBBBB')).toEqual(Array.from({ length: 65 }, (_, index) => index * 2));
  expect(told.get('roomAAAAAAA')).toHaveLength(175);
  expect(told.get('roomAAAAAAA')).toEqual([...(told.get('roomAAAAAAA') ?? [])].sort((a, b) => Number(a) - Number(b)));
});

test('a room that cannot be told keeps its messages and holds up no other', async () => {
  await add('roomAAAAAAA', 1);
  await add('roomBBBBBBB', 2);
  const round = relay(async (videoId) => {
    if (videoId === 'roomAAAAAAA') throw new Error('away');
  });
  await expect(round).rejects.toThrow('1 of 2 rooms were not told');
  expect((await pending()).map(({ data }) => numberOf(data))).toEqual([1]);
});

test('what was told and not yet deleted is told once by who told it, and again by who comes after a crash', async () => {
  await add('roomAAAAAAA', 1);
  const told: number[] = [];
  const publish: PublishToRoom = async (_, messages) => {
    told.push(...messages.map(({ data }) => numberOf(data)));
  };
  const crashing = relayTo(publish);
  await crashing.tell();
  await add('roomAAAAAAA', 2);
  await crashing.tell();
  expect(told).toEqual([1, 2]);
  await relay(publish);
  expect(told).toEqual([1, 2, 1, 2]);
  await relay(publish);
  expect(told).toEqual([1, 2, 1, 2]);
});

test('a room that comes back is told what it missed, and the others nothing twice', async () => {
  await add('roomAAAAAAA', 1);
  await add('roomBBBBBBB', 2);
  const told: number[] = [];
  let isAway = true;
  const { tell } = relayTo(async (videoId, messages) => {
    if (isAway && videoId === 'roomAAAAAAA') throw new Error('away');
    told.push(...messages.map(({ data }) => numberOf(data)));
  });
  await expect(tell()).rejects.toThrow('1 of 2 rooms were not told');
  isAway = false;
  await add('roomAAAAAAA', 3);
  await tell();
  expect(told).toEqual([2, 1, 3]);
});

test('a change that is rolled back tells nobody', async () => {
  const failing = database.db.transaction(async (tx) => {
    await addRoomMessage(tx, { videoId: 'roomAAAAAAA', type: 'comment.created', data: {} }, now);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await pending()).toEqual([]);
});

test('what no room would take is refused where it is written', async () => {
  await expect(add('roomAAAAAAA', 1, 'x'.repeat(17_000))).rejects.toThrow(RangeError);
});

test('whoever takes a video back closes its room; other changes do not', async () => {
  await database.db.transaction((tx) => noteChange(tx, 'video_changed', 'roomAAAAAAA', now));
  expect(await pending()).toEqual([]);
  await database.db.transaction((tx) => noteChange(tx, 'video_revoked', 'roomAAAAAAA', now));
  expect(await pending()).toMatchObject([{ videoId: 'roomAAAAAAA', type: 'close', data: { seq: 2 } }]);
});

test('what was told is gone, and what comes then is told after it', async () => {
  const told: number[] = [];
  const { tell, forget } = relayTo(async (_, messages) => {
    told.push(...messages.map(({ data }) => numberOf(data)));
  });
  for (const number of [1, 2, 3]) {
    await add('roomAAAAAAA', number);
    await tell();
    await forget();
    expect(await pending()).toEqual([]);
  }
  expect(told).toEqual([1, 2, 3]);
});

test('a message that brings what the database holds by then says it beside its own, nulls and all', async () => {
  const message = {
    videoId: 'roomAAAAAAA',
    type: 'comment.created',
    data: { comment: { parent_id: null, text: 'ä"' } },
  };
  await database.db.transaction((tx) =>
    addRoomMessageReading(
      tx,
      message,
      sql`json_object('rooms', json_array((select count(*) from room_messages)))`,
      now,
    ),
  );
  expect((await pending()).map(({ data }) => data)).toEqual([{ ...message.data, rooms: [0] }]);
});

test('messages are found by their key', async () => {
  const { sql, params } = pendingQuery(database.db, 7, 500).toSQL();
  const plan = await database.client.execute({ sql: `explain query plan ${sql}`, args: params as number[] });
  expect(JSON.stringify(plan.rows)).toContain('SEARCH room_messages USING INTEGER PRIMARY KEY (rowid>?)');
});

test('a publish carries a signature over its path and body; any answer but success is a failure', async () => {
  let seen: { path: string; body: string; signature: string | null } | undefined;
  let status = 200;
  using edge = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname: path } = new URL(request.url);
      seen = { path, body: await request.text(), signature: request.headers.get(signatureHeader) };
      return Response.json({}, { status });
    },
  });
  const publish = createPublishToRoom({ edgeUrl: edge.url.origin, internalKey, clock });
  const messages = [{ message_id: newId(), type: 'comment.created', data: { text: 'ä' } }];
  await publish('roomAAAAAAA', messages);
  expect(seen?.path).toBe('/internal/rooms/roomAAAAAAA/publish');
  expect(roomPublishSchema.parse(JSON.parse(seen?.body ?? ''))).toEqual({ messages });
  const signer = await createInternalSigner(internalKey, 'rooms');
  expect(await signer.verify(seen?.path ?? '', seen?.body ?? '', seen?.signature ?? null, now.getTime())).toBe(true);
  status = 503;
  await expect(publish('roomAAAAAAA', messages)).rejects.toThrow('503');
});
