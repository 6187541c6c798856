import { afterAll, beforeAll, expect, test } from 'bun:test';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, internalKey, playbackKeys, startEdgeWorld } from './testing/edge-world.ts';
import { startEdge } from './testing/start-edge.ts';

let world: EdgeWorld;

beforeAll(async () => {
  world = await startEdgeWorld({ TEST_COUNTRY: 'DE' });
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function page(path: string): Promise<{ status: number; html: string; headers: Headers }> {
  const response = await fetch(`${world.edge.url}${path}`);
  return { status: response.status, html: await response.text(), headers: response.headers };
}

test('an empty house says how to fill it, and the first video appears by itself', async () => {
  expect((await page('/')).html).toContain('./kinora demo FILE');
  await world.seed({ id: 'publicVideo', title: 'A <b>bold</b> & "quoted" title' });
  await waitFor(async () => (await page('/')).html.includes('/watch/publicVideo'), { timeoutMs: 10_000 });
});

test('home lists what everyone may see and nothing else', async () => {
  await world.seed({ id: 'unlisted_01', visibility: 'unlisted' });
  await world.seed({ id: 'privateVid1', visibility: 'private' });
  await world.seed({ id: 'futureVideo', publishAtMs: Date.now() + 3_600_000 });
  await world.seed({ id: 'onlyFrance1', geoAllow: ['FR'] });
  await world.seed({ id: 'adultsOnly1', ageRestricted: true });
  await world.seed({ id: 'unfinished1', status: 'processing', playable: false });
  await world.seed({ id: 'brokenVid01', status: 'failed', playable: false, failureMessage: 'The file is damaged.' });
  await world.seed({ id: 'publicVid02' });
  await waitFor(async () => (await page('/')).html.includes('/watch/publicVid02'), { timeoutMs: 10_000 });
  const { html } = await page('/');
  for (const hidden of ['unlisted_01', 'privateVid1', 'futureVideo', 'onlyFrance1', 'adultsOnly1', 'unfinished1'])
    expect(html).not.toContain(hidden);
}, 15_000); // a list is kept for five seconds

test('what a creator writes is text, never markup', async () => {
  const { html } = await page('/watch/publicVideo');
  expect(html).not.toContain('<b>bold</b>');
  expect(html).toContain('A &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; title');
});

test('the watch page carries the poster, a session and four deferred scripts', async () => {
  const { status, html, headers } = await page('/watch/publicVideo');
  expect(status).toBe(200);
  expect(html).toStartWith('<!doctype html>');
  expect(html).toMatch(/<video[^>]+poster="\/p\/v2\./);
  expect(html).toContain('data-session="{&quot;session_id&quot;');
  const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
  const scripts = html.match(/<script(?! type="application\/)[^>]*>/g) ?? [];
  for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
  const files = scripts.filter((script) => script.includes(' src='));
  expect(files).toHaveLength(4);
  for (const script of files) expect(script).toContain('type="module"');
  expect(headers.get('cache-control')).toBe('private, no-store');
  const [script] = /\/assets\/player-[a-z0-9]+\.js/.exec(html) ?? [];
  expect((await fetch(`${world.edge.url}${script}`)).status).toBe(200);
});

test('each page has a nonce of its own', async () => {
  const nonces = new Set<string>();
  for (let load = 0; load < 5; load += 1) nonces.add((await page('/')).headers.get('content-security-policy') ?? '');
  expect(nonces.size).toBe(5);
});

test.each([
  ['/watch/missingVid1', 404, 'There is nothing here'],
  ['/watch/privateVid1', 404, 'There is nothing here'],
  ['/watch/futureVideo', 404, 'There is nothing here'],
  ['/watch/onlyFrance1', 451, 'Not available in your country'],
  ['/watch/adultsOnly1', 403, 'For viewers of 18 or older'],
  ['/watch/unfinished1', 200, 'Getting this video ready'],
  ['/watch/brokenVid01', 200, 'The file is damaged.'],
  ['/watch/unlisted_01', 200, '<media-controller'],
  ['/embed/publicVideo', 200, '<media-controller'],
  ['/embed/unfinished1', 409, 'Not ready yet'],
  ['/embed/privateVid1', 404, 'There is nothing here'],
])('%s answers %d and says so', async (path, status, words) => {
  const answer = await page(path);
  expect(answer.status).toBe(status);
  expect(answer.html).toContain(words);
});

test('only what everyone may find is offered to search engines', async () => {
  expect((await page('/watch/publicVideo')).html).not.toContain('noindex');
  for (const path of ['/watch/unlisted_01', '/watch/unfinished1', '/watch/missingVid1'])
    expect((await page(path)).html).toContain('noindex');
});

test('other sites may frame the embeddable player and no other page', async () => {
  expect((await page('/embed/publicVideo')).headers.get('content-security-policy')).toContain('frame-ancestors *');
  const watch = await page('/watch/publicVideo');
  expect(watch.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(watch.headers.get('x-frame-options')).toBe('DENY');
});

test('without the database the pages say so, with 503', async () => {
  await world.stopDatabase();
  const answer = await page('/watch/neverRead01');
  expect(answer.status).toBe(503);
  expect(answer.html).toContain('We will be right back');
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
});

test.each([
  ['PLAYBACK_KEYS', undefined],
  ['PLAYBACK_KEYS', 'k1:null'],
  ['INTERNAL_KEY', undefined],
  ['INTERNAL_KEY', 'short'],
])('a worker whose %s is %p serves nothing and says why in its log', async (name, value) => {
  await using dir = await tempDir();
  const env: Record<string, string> = {
    ORIGIN_URL: world.origin.url,
    PUBLIC_URL: world.publicUrl,
    DATABASE_URL: world.origin.url,
    PLAYBACK_KEYS: playbackKeys,
    INTERNAL_KEY: internalKey,
  };
  delete env[name];
  if (value !== undefined) env[name] = value;
  const { bundlePath } = world;
  const edge = await startEdge({ dir: dir.path, bundlePath, originAddress: world.origin.address, port: 0, env });
  try {
    for (const path of ['/', '/healthz', '/p/x/y/z/a', '/api/v1/me'])
      expect((await fetch(`${edge.url}${path}`)).status).toBe(503);
    await waitFor(() => edge.log.join('').includes(name));
    if (value !== undefined) expect(edge.log.join('')).not.toContain(value);
  } finally {
    await edge.stop();
  }
});
