import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { OpenDatabase } from '../../platform/database.ts';
import { searchQuerySchema } from '../../shared/contracts/search.ts';
import { type SearchRules, searchRulesSchema } from '../../shared/contracts/search-rules.ts';
import { searchChoices, searchChoosers, videos } from '../../shared/schema/index.ts';
import { migratedDatabase, type Service } from '../../testkit/services.ts';
import { addCreator, addVideo, type Creator } from '../discovery/testing/people-and-videos.ts';
import { createChoices } from './choices/note-choices.ts';
import { type ChoiceStore, createChoiceStore } from './choices/store.ts';
import { createFtsEngine } from './fts/fts-engine.ts';
import { createFtsStore } from './fts/store.ts';
import { channelDocument, videoDocuments } from './pipeline/make-documents.ts';
import { createPipelineStore } from './pipeline/store.ts';
import { createSearchStore } from './results/store.ts';
import { compileRules } from './rules/compile-rules.ts';
import { search } from './search.ts';

let database: OpenDatabase & Service;
let ann: Creator;
let choices: ChoiceStore;
const now = new Date('2026-06-01T12:00:00Z');
const ids = new Map<string, string>();
beforeAll(async () => {
  database = await migratedDatabase();
  ann = await addCreator(database.db, 'ann', now);
  choices = createChoiceStore(database.db);
  const titles = ['Sofa cleaning', 'Sofa repair', 'A couch for you', 'New York at night', 'NYC on foot', 'Old York'];
  for (const [at, title] of titles.entries())
    ids.set(title, await addVideo(database.db, ann, { title, createdAt: new Date(now.getTime() - at * 60_000) }));
  await index();
});
afterAll(() => database.stop());

const idOf = (title: string): string => ids.get(title) ?? '';
const engine = () => createFtsEngine(createFtsStore(database.db));

async function index(): Promise<void> {
  const store = createPipelineStore(database.db);
  const pipeline = { store, engine: engine(), objects: { get: async () => null }, clock: () => now };
  await engine().index(await videoDocuments(pipeline, await store.videosToIndex([...ids.values()])), now);
  await engine().index((await store.channelsToIndex([ann.channelId])).map(channelDocument), now);
}

async function found(q: string, rules: Partial<SearchRules> = {}, more: object = {}): Promise<string[]> {
  const compiled = compileRules(searchRulesSchema.parse(rules));
  const { results } = await search(
    {
      engine: engine(),
      store: createSearchStore(database.db),
      ranking: { popularityBoost: 0.3, recencyBoost: 0.2, recencyHalfLifeDays: 30, choiceBoost: 0.5 },
      rules: async () => compiled,
      chosenFor: (words) => choices.chosenFor(words, 3),
      rankings: { get: (_, make) => make(), forget() {} },
      clock: () => now,
    },
    searchQuerySchema.parse({ q, ...more }),
  );
  return results.map(({ video, channel }) => video?.title ?? channel?.handle ?? '');
}

async function choose(q: string, title: string, people: readonly string[]): Promise<void> {
  const noted = createChoices({ store: choices, hash: async (person) => `hash of ${person}`, clock: () => now });
  for (const person of people) noted.note(q, { kind: 'video', subjectId: idOf(title) }, 2, person);
  await noted.flush();
}

test('a channel is found by its name', async () => {
  expect(await found('ann', {}, { type: 'channel' })).toEqual(['ann']);
});

test('synonyms find each other, after what has the word itself; expressions as a whole', async () => {
  expect(await found('couch ')).toEqual(['A couch for you']);
  const rules = {
    synonyms: [
      ['Couch', 'sofa'],
      ['NYC', 'new york'],
    ],
  };
  expect(await found('couch ', rules)).toEqual(['A couch for you', 'Sofa cleaning', 'Sofa repair']);
  expect(await found('couch repair', rules)).toEqual(['Sofa repair']);
  expect(await found('"couch"', rules)).toEqual(['A couch for you']);
  expect((await found('nyc ', rules)).sort()).toEqual(['NYC on foot', 'New York at night']);
  expect((await found('new york ', rules)).sort()).toEqual(['NYC on foot', 'New York at night']);
  expect(await found('york ', rules)).toEqual(expect.arrayContaining(['New York at night', 'Old York']));
});

test('what is pinned stands first on every page of its search alone, what is hidden nowhere in it', async () => {
  const subject = (title: string) => ({ type: 'video' as const, id: idOf(title) });
  const curated = { query: 'Sofa', pinned: [subject('Old York'), subject('Sofa repair')] };
  const rules = { curated: [{ ...curated, hidden: [subject('Sofa cleaning')] }] };
  expect(await found('sofa', rules)).toEqual(['Old York', 'Sofa repair']);
  expect((await found('sofa cleaning', rules))[0]).toBe('Sofa cleaning');
  expect(await found('sofa', rules, { sort: 'date' })).toEqual(['Sofa repair']);
  expect(await found('sofa', rules, { duration: 'long' })).toEqual([]);

  await database.db
    .update(videos)
    .set({ visibility: 'private' })
    .where(eq(videos.id, idOf('Old York')));
  expect(await found('sofa', rules)).toEqual(['Sofa repair']);
  await database.db
    .update(videos)
    .set({ visibility: 'public' })
    .where(eq(videos.id, idOf('Old York')));
});

test('what enough people chose for the same words stands higher, each of them counted once', async () => {
  const before = await found('sofa');
  const last = before.at(-1) ?? '';
  await choose('Sofa ', last, ['a', 'b', 'a', 'a']);
  expect(await found('sofa')).toEqual(before);
  await choose('sofa', last, ['c', 'd', 'e', 'f', 'g', 'h']);
  expect((await found('sofa'))[0]).toBe(last);
  expect(await found('sofa cleaning')).toEqual(['Sofa cleaning']);

  // What it is called by now no longer fits: having been chosen does not bring it back.
  await choose('sofa', 'Old York', ['a', 'b', 'c', 'd']);
  expect(await found('sofa')).not.toContain('Old York');
});

test('keeps no choice of what is no result, nor for what is nobody’s business, and forgets in time', async () => {
  await choose('a phone 0171 2345678', 'Old York', ['a']);
  await choose('ann@example.org', 'Old York', ['a']);
  const noted = createChoices({ store: choices, hash: async (person) => person, clock: () => now });
  noted.note('york', { kind: 'video', subjectId: 'nosuchvideo' }, 1, 'a');
  await noted.flush();
  const kept = await database.db.select({ words: searchChoosers.words }).from(searchChoosers);
  expect(new Set(kept.map(({ words }) => words))).toEqual(new Set(['sofa']));

  await choices.forgetBefore(new Date(now.getTime() + 1));
  expect(await database.db.$count(searchChoosers)).toBe(0);
  expect(await database.db.$count(searchChoices)).toBe(0);
});
