import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { SearchAnswer, SuggestAnswer } from '../../shared/contracts/search.ts';
import type { CreateUpload } from '../../shared/contracts/uploads.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { searchChoices, videos } from '../../shared/schema/index.ts';
import { migratedDatabase, waitFor } from '../../testkit/services.ts';
import { publishedResult } from '../testing/published-result.ts';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';

let origin: TestOrigin;
let creator: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  creator = await origin.signUp();
});
afterAll(() => origin.stop());

async function publish(details: Partial<CreateUpload>, by = creator): Promise<string> {
  const videoId = await uploadWholeVideo(by, details);
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  return videoId;
}

async function search(parameters: Record<string, string>): Promise<SearchAnswer> {
  const response = await origin.request('GET', `/search?${new URLSearchParams(parameters)}`);
  expect(response.status).toBe(200);
  return (await response.json()) as SearchAnswer; // the contract of the route
}

const found = async (q: string) => (await search({ q, limit: '50' })).results.map(({ video }) => video?.video_id);
const untilFound = (q: string, count: number) =>
  waitFor(async () => (await found(q)).length === count, { what: `${count} results for ${q}` });
const operate = (method: string, path: string, body: object = {}) =>
  fetch(`${origin.url}/internal/admin/${path}`, {
    method,
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const change = (videoId: string, body: object) =>
  origin.request('PATCH', `/videos/${videoId}`, { token: creator.token, body });

test('what is published is found; what is taken back is not found from that moment on', async () => {
  const videoId = await publish({ title: 'Zeppelin over Lake Constance', tags: ['airship'] });
  await untilFound('zeppelin airship', 1);
  expect(await found('zepelin')).toEqual([videoId]);

  for (const visibility of ['private', 'unlisted'] as const) {
    await change(videoId, { visibility });
    expect(await found('zeppelin')).toEqual([]);
    await change(videoId, { visibility: 'public' });
    await untilFound('zeppelin', 1);
  }
  await change(videoId, { publish_at: new Date(Date.now() + 60_000).toISOString() });
  expect(await found('zeppelin')).toEqual([]);
  await change(videoId, { publish_at: null, title: 'Balloon over Lake Constance' });
  await untilFound('balloon', 1);
  expect(await found('zeppelin')).toEqual([]);

  await operate('PUT', `videos/${videoId}/takedown`, { reason: 'A test', by_law: false });
  expect(await found('balloon')).toEqual([]);
});

test('nothing is found of who is suspended, until that is over', async () => {
  const other = await origin.signUp();
  await publish({ title: 'Kaleidoscope of colours' }, other);
  await untilFound('kaleidoscope', 1);
  await operate('PUT', `users/${other.session.user.username}/suspension`);
  expect(await found('kaleidoscope')).toEqual([]);
  await operate('DELETE', `users/${other.session.user.username}/suspension`);
  expect(await found('kaleidoscope')).toHaveLength(1);
});

test('pages follow each other without gap or double, and belong to their search', async () => {
  const titles = Array.from({ length: 25 }, (_, at) => `Marzipan number ${at}`);
  const videoIds: string[] = [];
  for (const [at, title] of titles.entries())
    videoIds.push(await publish({ title, category: at < 5 ? 'Food' : 'Art' }));
  await untilFound('marzipan', 25);

  for (const sort of ['relevance', 'date', 'views', 'rating']) {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: SearchAnswer = await search({ q: 'marzipan', sort, limit: '10', ...(cursor ? { cursor } : {}) });
      seen.push(...page.results.map(({ video }) => video?.video_id ?? ''));
      expect(page.facets === null).toBe(cursor !== '');
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(25);
    expect([...seen].sort()).toEqual([...videoIds].sort());
  }

  const first = await search({ q: 'marzipan', limit: '10' });
  expect(first.facets?.category).toEqual([
    { value: 'Art', count: 20 },
    { value: 'Food', count: 5 },
  ]);
  const cursor = first.next_cursor ?? '';
  const refused = [
    { q: 'marzipan', cursor: `${cursor.slice(0, -3)}AAA` },
    { q: 'marzipan', cursor: 'bm9uc2Vuc2U' },
    { q: 'other', cursor },
    { q: 'marzipan', sort: 'views', cursor },
  ];
  for (const parameters of refused) {
    const response = await origin.request('GET', `/search?${new URLSearchParams(parameters)}`);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'invalid_cursor' } }]);
  }
}, 30_000);

test('the most watched first, when asked so', async () => {
  const views = { 'Gingerbread quiet': 3, 'Gingerbread famous': 9_000, 'Gingerbread known': 40 };
  for (const [title, viewCount] of Object.entries(views)) {
    const videoId = await publish({ title });
    await origin.db.update(videos).set({ viewCount }).where(eq(videos.id, videoId));
  }
  await untilFound('gingerbread', 3);
  const { results } = await search({ q: 'gingerbread', sort: 'views' });
  expect(results.map(({ video }) => video?.view_count)).toEqual([9_000, 40, 3]);
});

test('operators say what stands for what; what was chosen is noted of people whom the edge knows', async () => {
  const videoId = await publish({ title: 'Bandoneon evening' });
  await untilFound('bandoneon', 1);
  const key = { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' };
  const setRules = (rules: object) =>
    fetch(`${origin.url}/internal/search/rules`, { method: 'PUT', headers: key, body: JSON.stringify(rules) });
  expect((await setRules({ synonyms: [['bandoneon']] })).status).toBe(400);
  expect((await setRules({ synonyms: [['bandoneon', 'squeezebox']] })).status).toBe(204);
  await untilFound('squeezebox', 1);

  const choose = (body: object, address?: string) =>
    fetch(`${origin.url}/api/v1/search/choices`, {
      method: 'POST',
      headers: address ? { ...key, [internalHeaders.clientAddress]: address } : { 'content-type': 'application/json' },
      body: JSON.stringify({ q: 'Bandoneon', result: { type: 'video', id: videoId }, position: 1, ...body }),
    });
  expect((await choose({ position: 0 })).status).toBe(400);
  const answers = [await choose({}), await choose({}, '203.0.113.7'), await choose({}, '203.0.113.8')];
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  const noted = () => origin.db.select().from(searchChoices);
  await waitFor(async () => (await noted()).length > 0, { what: 'the choice', timeoutMs: 20_000 });
  expect(await noted()).toEqual([{ words: 'bandoneon', kind: 'video', subjectId: videoId, people: 2 }]);
}, 30_000);

test('with both engines down a search is refused, to be tried again, and the service goes on', async () => {
  const database = await migratedDatabase();
  const variables = { KINORA_TYPESENSE_URL: 'http://127.0.0.1:9', KINORA_TYPESENSE_API_KEY: 'none' };
  const other = await origin.startAnother({ ...variables, KINORA_DATABASE_URL: database.url });
  const ask = (path: string) => fetch(`${other.url}/api/v1/search${path}`);
  expect((await ask('?q=compass')).status).toBe(200);
  await database.stop();
  for (const path of ['?q=compass', '/suggest?q=compass']) {
    const response = await ask(path);
    expect([response.status, await response.json()]).toMatchObject([503, { error: { code: 'unavailable' } }]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await fetch(`${other.url}/api/v1/openapi.json`)).status).toBe(200);
}, 30_000);

test('says which words were found, as text', async () => {
  await publish({ title: '<b>Xylophone</b> lessons', description: 'For a xylophne of wood & love' });
  await untilFound('xylophone', 1);
  const { results, spellings } = await search({ q: 'xylophnoe' });
  expect(results[0]?.highlights.title).toEqual([
    { text: '<b>', match: false },
    { text: 'Xylophone', match: true },
    { text: '</b> lessons', match: false },
  ]);
  expect(spellings).toEqual([{ word: 'xylophnoe', also: ['xylophone'] }]);
});

test('whatever is hidden when, nothing of it shows in results or counts', async () => {
  const videoIds: string[] = [];
  for (let at = 0; at < 12; at++) videoIds.push(await publish({ title: `Ocarina secret${at}`, category: `only${at}` }));
  await untilFound('ocarina', 12);
  const visible = new Set(videoIds);
  for (let round = 0; round < 30; round++) {
    const videoId = videoIds[Math.floor(Math.random() * videoIds.length)] ?? '';
    const visibility = visible.has(videoId) ? 'private' : 'public';
    await change(videoId, { visibility });
    if (visibility === 'private') visible.delete(videoId);
    else visible.add(videoId);
    // A page that has room for all is read at once, another after it was ranked.
    const { results, facets } = await search({ q: 'ocarina', limit: round % 2 === 0 ? '50' : '3' });
    const shown = results.map(({ video }) => video?.video_id ?? '');
    // What has come back is found a moment later; what has gone never is.
    expect(shown.filter((id) => !visible.has(id))).toEqual([]);
    expect(
      facets?.category.map(({ value }) => videoIds[Number(value.slice(4))]).filter((id) => !visible.has(id ?? '')),
    ).toEqual([]);
  }
}, 30_000);

test('a search without words finds nothing, and a very long one is no trouble', async () => {
  for (const q of ['', '   ', '"" - *', '\u200b'])
    expect(await search({ q })).toEqual({ results: [], next_cursor: null, facets: null, spellings: [] });
  await search({ q: 'x'.repeat(4_000) });
  await search({ q: '("'.repeat(2_000) });
});

test('suggests titles for what is being typed, mistyped or not, and never a hidden one', async () => {
  const suggestions = async (q: string) => {
    const response = await origin.request('GET', `/search/suggest?${new URLSearchParams({ q })}`);
    return ((await response.json()) as SuggestAnswer).suggestions; // the contract of the route
  };
  const videoId = await publish({ title: 'Nightingale song' });
  await publish({ title: 'nightingale SONG!' });
  await untilFound('nightingale', 2);
  expect(await suggestions('nighti')).toMatchObject([{ source: 'title' }]);
  expect(await suggestions('nightnigale')).toHaveLength(1);
  await change(videoId, { title: 'Nightingale secret' });
  await untilFound('nightingale secret', 1);
  await change(videoId, { visibility: 'private' });
  expect(await suggestions('nighti')).toEqual([{ text: 'nightingale SONG!', source: 'title' }]);
  for (const q of ['', 'n', '"', '* -']) expect(await suggestions(q)).toEqual([]);
});

test('goes on where it was when origin starts again', async () => {
  await origin.restart();
  await publish({ title: 'Harmonium at dawn' });
  await untilFound('harmonium', 1);
});
