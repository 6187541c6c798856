import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { searchDocuments, searchWords, users, videos, videoTopics } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { createSuggestionStore } from '../suggest/store.ts';
import { addCreator, addVideo, type Creator } from '../testing/people-and-videos.ts';
import { followDocuments } from './follow-documents.ts';
import { createTopicStore } from './store.ts';
import { topicVector } from './topic-vector.ts';

const EACH = 60;
const start = new Date('2026-03-01T12:00:00Z');
let now = start;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
let ann: Creator;
const about: Record<'guitars' | 'engines', string[]> = { guitars: [], engines: [] };
const words = {
  guitars: ['guitar chords', 'guitar strings tuning', 'chords tuning'],
  engines: ['locomotive steam', 'steam boiler rails', 'locomotive rails'],
};

beforeAll(async () => {
  database = await migratedDatabase();
  ann = await addCreator(database.db, 'ann', new Date(0));
  const counted = [...new Set(Object.values(words).flat().join(' ').split(' '))];
  await database.db.insert(searchWords).values(counted.map((word) => ({ word, documentCount: 20 })));
  for (let at = 0; at < EACH; at++)
    for (const topic of ['guitars', 'engines'] as const) {
      const titleWords = words[topic][at % 3] ?? '';
      about[topic].push(await addDocument(titleWords));
    }
});
afterAll(() => database.stop());

async function addDocument(titleWords: string): Promise<string> {
  const subjectId = await addVideo(database.db, ann, { title: titleWords, createdAt: start });
  const texts = { titleWords, tagWords: '', channelWords: 'ann', contentHash: titleWords };
  await database.db
    .insert(searchDocuments)
    .values({ kind: 'video', subjectId, ...texts, publishedAt: start, indexedAt: now });
  return subjectId;
}

/** Ten seconds later, when all that was written has settled. */
async function follow(): Promise<number> {
  now = new Date(now.getTime() + 10_000);
  const closing = new AbortController().signal;
  return followDocuments({ topics: createTopicStore(database.db), clock: () => now, closing });
}

async function near(text: string): Promise<string[]> {
  const vector = topicVector(text.split(' '));
  const lookUps = { readings: [], near: vector ? [vector] : [] };
  return (await createSuggestionStore(database.db).candidates([], lookUps, now)).map(({ videoId }) => videoId);
}

test('what was indexed is followed once, and found by what it is about', async () => {
  expect(await near('guitar chords')).toEqual([]);
  expect(await follow()).toBe(2 * EACH);
  expect(await follow()).toBe(0);
  for (const [text, topic] of [
    ['guitar chords', 'guitars'],
    ['steam rails', 'engines'],
  ] as const) {
    const found = await near(text);
    expect(found).toHaveLength(25);
    expect(found.filter((id) => !about[topic].includes(id))).toEqual([]);
  }
});

test('a video that becomes another, or goes, does so here', async () => {
  const [changed = '', gone = ''] = about.guitars.slice(0, 2);
  const added = await addDocument('harbour lighthouse');
  const of = (id: string) => eq(searchDocuments.subjectId, id);
  await database.db
    .update(searchDocuments)
    .set({ titleWords: 'harbour lighthouse', indexedAt: now })
    .where(of(changed));
  await database.db.delete(searchDocuments).where(of(gone));
  expect(await follow()).toBe(2);
  const found = await near('harbour lighthouse');
  expect([changed, added].filter((id) => !found.includes(id))).toEqual([]);
  expect(await near('guitar chords')).not.toContain(changed);
  expect(await database.db.$count(videoTopics)).toBe(2 * EACH);
});

test('what not everyone may see any more is near nothing, before search has heard of it', async () => {
  const [hidden = ''] = await near('locomotive rails');
  await database.db.update(videos).set({ visibility: 'private' }).where(eq(videos.id, hidden));
  expect(await near('locomotive rails')).not.toContain(hidden);
  await database.db.update(users).set({ suspendedAt: now }).where(eq(users.id, ann.ownerId));
  expect(await near('locomotive rails')).toEqual([]);
  await database.db.update(users).set({ suspendedAt: null }).where(eq(users.id, ann.ownerId));
  expect(await near('locomotive rails')).not.toEqual([]);
});

test('what is written at this moment is followed once it has settled', async () => {
  const added = await addDocument('volcano glacier');
  const closing = new AbortController().signal;
  expect(await followDocuments({ topics: createTopicStore(database.db), clock: () => now, closing })).toBe(0);
  await follow();
  expect(await near('volcano glacier')).toContain(added);
});

test('a direction is of length one, and words in common bring directions together', () => {
  const cosine = (a: string, b: string) => {
    const [of, other] = [topicVector(a.split(' ')) ?? [], topicVector(b.split(' ')) ?? []];
    return of.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  };
  expect(topicVector([])).toBeNull();
  expect(cosine('guitar chords', 'guitar chords')).toBeCloseTo(1, 2);
  expect(cosine('guitar chords tuning', 'guitar chords')).toBeGreaterThan(cosine('guitar chords', 'steam rails') + 0.3);
});
