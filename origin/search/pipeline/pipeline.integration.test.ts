import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { OpenDatabase } from '../../../platform/database.ts';
import { createObjectStore } from '../../../platform/object-store/from-config.ts';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { channels, playlists, searchDocuments, searchProgress, users, videos } from '../../../shared/schema/index.ts';
import { migratedDatabase, type Service, tempDir } from '../../../testkit/services.ts';
import { createFtsEngine } from '../fts/fts-engine.ts';
import { createFtsStore } from '../fts/store.ts';
import { parseQuery } from '../query/parse-query.ts';
import type { PipelineDeps } from './deps.ts';
import { followChanges, isIndexBehind } from './follow-changes.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { createPipelineStore } from './store.ts';

let database: OpenDatabase & Service;
let deps: PipelineDeps;
let objects: ObjectStore;
let dir: Awaited<ReturnType<typeof tempDir>>;
const now = new Date('2026-05-01T00:00:00Z');

beforeAll(async () => {
  database = await migratedDatabase();
  dir = await tempDir();
  objects = await createObjectStore({ kind: 'filesystem', rootDir: dir.path, publicUrl: 'http://127.0.0.1' });
  deps = {
    store: createPipelineStore(database.db),
    engine: createFtsEngine(createFtsStore(database.db)),
    objects,
    clock: () => now,
  };
  const made = { createdAt: now, updatedAt: now };
  await database.db
    .insert(users)
    .values({ id: 'ann', name: 'Ann', email: 'ann@example.test', username: 'ann', ...made });
});
afterAll(async () => {
  await database.stop();
  await dir.remove();
});

beforeEach(async () => {
  const { db } = database;
  await db.delete(playlists);
  await db.delete(videos);
  await db.delete(channels);
  const made = { createdAt: now, updatedAt: now };
  await db.insert(channels).values({ id: 'c', ownerId: 'ann', handle: 'ann', name: 'Lighthouse', ...made });
  await followChanges(deps);
});

async function publish(id: string, title: string): Promise<void> {
  const row = {
    id,
    channelId: 'c',
    ownerId: 'ann',
    title,
    visibility: 'public',
    status: 'ready',
    playable: true,
  } as const;
  await database.db.insert(videos).values({ ...row, createdAt: now, updatedAt: now });
  await tell(id);
}
/** As whoever changes a video does. */
const tell = (id: string) =>
  database.db.run(sql`insert into changes (kind, subject, at) values ('video_changed', ${id}, 0)`);

async function find(q: string): Promise<string[]> {
  const asked = {
    query: parseQuery(q),
    synonyms: new Map(),
    marks: [],
    publishedSince: null,
    prefer: 'relevant',
    now,
  } as const;
  return (await deps.engine.find(asked)).subjects.map(({ subjectId }) => subjectId).sort();
}

test('videos follow the change feed, in and out', async () => {
  await publish('v1', 'Storm at sea');
  expect(await isIndexBehind(deps)).toBe(true);
  await followChanges(deps);
  expect(await isIndexBehind(deps)).toBe(false);
  expect(await find('storm ')).toEqual(['v1']);
  await database.db.update(videos).set({ visibility: 'private' }).where(eq(videos.id, 'v1'));
  await tell('v1');
  await followChanges(deps);
  expect(await find('storm ')).toEqual([]);
});

test('a renamed channel is found by its new name, with its videos', async () => {
  await publish('v1', 'Storm at sea');
  await followChanges(deps);
  expect(await find('lighthouse ')).toEqual(['c', 'v1']);
  await database.db.update(channels).set({ name: 'Harbour' }).where(eq(channels.id, 'c'));
  await followChanges(deps);
  expect(await find('lighthouse ')).toEqual([]);
  expect(await find('harbour ')).toEqual(['c', 'v1']);
});

test('public playlists are found, others are not', async () => {
  const list = { ownerId: 'ann', kind: 'own', visibility: 'public', createdAt: now, updatedAt: now } as const;
  await database.db.insert(playlists).values({ ...list, id: 'p1', title: 'Rainy evenings' });
  await database.db.insert(playlists).values({ ...list, id: 'p2', title: 'Rainy secrets', visibility: 'private' });
  await followChanges(deps);
  expect(await find('rainy ')).toEqual(['p1']);
  await database.db.update(playlists).set({ visibility: 'unlisted' }).where(eq(playlists.id, 'p1'));
  await followChanges(deps);
  expect(await find('rainy ')).toEqual([]);
});

test('what is said in captions is found, their timings are not', async () => {
  const speech = 'WEBVTT\n\n7\n00:00:01.000 --> 00:00:02.000 align:start\n<v Ann>The <b>petrel</b> flies';
  await objects.putBytes('captions/v1/en.vtt', new TextEncoder().encode(speech), { contentType: 'text/vtt' });
  await publish('v1', 'Storm at sea');
  await database.db.run(sql`insert into captions (video_id, language, source, sha256, created_at, updated_at)
    values ('v1', 'en', 'upload', 'x', 0, 0)`);
  await followChanges(deps);
  expect(await find('petrel ')).toEqual(['v1']);
  expect(await find('align ')).toEqual([]);
});

test('two followers at once, one of them late, leave the newest state', async () => {
  await publish('v1', 'Storm at sea');
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isHeld = () => {};
  const whenHeld = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  // Its lease has run out while it was between reading the rows and writing the documents.
  const late: PipelineDeps = {
    ...deps,
    engine: {
      ...deps.engine,
      async index(documents, at) {
        isHeld();
        await held;
        await deps.engine.index(documents, at);
      },
    },
  };
  const lateRound = followChanges(late);
  await whenHeld;
  await database.db.update(videos).set({ title: 'Calm at sea' }).where(eq(videos.id, 'v1'));
  await tell('v1');
  await followChanges(deps);
  goOn();
  await lateRound;
  await followChanges(deps);
  expect(await find('calm ')).toEqual(['v1']);
  expect(await find('storm ')).toEqual([]);
});

test('more changes than one round takes are followed to the end', async () => {
  for (let at = 0; at < 450; at++) await tell(`gone${at}`);
  await publish('v1', 'Storm at sea');
  await followChanges(deps);
  expect(await find('storm ')).toEqual(['v1']);
});

test('documents of older code are made anew, and strays go, while searches go on', async () => {
  for (let at = 0; at < 12; at++) await publish(`v${at}`, `Storm number ${at}`);
  await followChanges(deps);
  await database.db.update(searchDocuments).set({ contentHash: 'older' });
  await database.db.update(videos).set({ visibility: 'private' }).where(eq(videos.id, 'v3'));
  await database.db.delete(videos).where(eq(videos.id, 'v4'));
  await database.db.update(searchProgress).set({ format: 0 });
  expect(await deps.store.countMissingVideos()).toBe(0);

  expect(await isIndexBehind(deps)).toBe(true);
  const [counts] = await Promise.all([countWhile(), followChanges(deps)]);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
  expect(await find('storm ')).toHaveLength(10);
  expect(await deps.store.strayDocuments(10)).toEqual([]);

  await deps.engine.remove([{ kind: 'video', subjectId: 'v5' }]);
  expect(await deps.store.countMissingVideos()).toBe(1);
  expect(await rebuildIndex(deps)).toBe(11);
  expect(await deps.store.countMissingVideos()).toBe(0);
});

/** How many are found, several times over. */
async function countWhile(): Promise<number[]> {
  const counts: number[] = [];
  for (let round = 0; round < 10; round++) counts.push((await find('storm ')).length);
  return counts;
}
