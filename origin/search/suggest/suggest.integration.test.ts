import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { OpenDatabase } from '../../../platform/database.ts';
import { searchAskers, searchPastQueries } from '../../../shared/schema/index.ts';
import { migratedDatabase, type Service } from '../../../testkit/services.ts';
import { createPastQueries } from './past-queries.ts';
import { createSuggestStore, type SuggestStore } from './store.ts';

let database: OpenDatabase & Service;
let store: SuggestStore;
beforeAll(async () => {
  database = await migratedDatabase();
  store = createSuggestStore(database.db);
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.db.delete(searchAskers);
  await database.db.delete(searchPastQueries);
});

let now = new Date('2026-03-01T12:00:00Z');
const open = () =>
  createPastQueries({
    store,
    hash: async (person) => `hash of ${person}`,
    isDecent: async (text) => !text.includes('rude'),
    clock: () => now,
  });

async function ask(text: string, people: readonly string[]): Promise<void> {
  const queries = open();
  for (const person of people) queries.note(text, person);
  await queries.flush();
}

test('is shown to others once enough different people asked, however often each of them did', async () => {
  await ask('Moonlight  Sonata ', ['ann', 'ann', 'ann', 'bob']);
  await ask('moonlight sonata', ['ann', 'bob']);
  expect(await store.pastQueries('moon', 3, 5)).toEqual([]);
  await ask('MOONLIGHT SONATA', ['cem']);
  expect(await store.pastQueries('moon', 3, 5)).toEqual(['Moonlight Sonata']);
  expect(await store.pastQueries('sonata', 3, 5)).toEqual([]);
});

test('the more people asked the earlier it stands', async () => {
  await ask('piano live', ['a', 'b', 'c']);
  await ask('piano', ['a', 'b', 'c', 'd']);
  await ask('piano lessons', ['a', 'b']);
  expect(await store.pastQueries('pia', 3, 5)).toEqual(['piano', 'piano live']);
  expect(await store.pastQueries('piano li', 3, 5)).toEqual(['piano live']);
});

test.each([
  ['a number', 'call 0171 2345678'],
  ['an address', 'ann@example.org'],
  ['a link', 'https://example.org/x'],
  ['what is too long', 'long '.repeat(20)],
  ['what is too short', 'a'],
  ['what is not decent', 'a rude word'],
  ['signs', '???'],
])('never keeps %s', async (_, text) => {
  await ask(text, ['a', 'b', 'c', 'd', 'e']);
  expect(await database.db.select().from(searchPastQueries)).toEqual([]);
  expect(await database.db.select().from(searchAskers)).toEqual([]);
});

test('forgets who asked long ago, and what nobody asks for any more', async () => {
  await ask('old song', ['a', 'b', 'c']);
  now = new Date('2026-04-15T12:00:00Z');
  await ask('old song', ['d']);
  await ask('new song', ['a']);
  await store.forgetBefore(new Date('2026-04-01T00:00:00Z'));
  expect(await database.db.select().from(searchPastQueries).orderBy(searchPastQueries.words)).toEqual([
    { words: 'new song', shown: 'new song', people: 1 },
    { words: 'old song', shown: 'old song', people: 1 },
  ]);
  expect(await database.db.select().from(searchAskers)).toHaveLength(2);
});
