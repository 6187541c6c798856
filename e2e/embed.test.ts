import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { uploadFile } from '../cli/upload/upload-file.ts';
import type { ApiClient } from '../shared/client/api-client.ts';
import { en } from '../shared/messages/en/index.ts';
import type { Area } from '../shared/messages/message.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, settled } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

// How others see a video: in a frame on their page, in their feed reader, in another language.

const title = 'Bees & <flowers>';
const chapters = ['0:00 Hives', '0:10 Meadows', '0:20 Honey'];
const lines = Array.from({ length: 12 }, (_, index) => `Line ${index} of what there is to say.`);
const description = ['See https://example.org/bees, or jump to 0:05.', ...chapters, ...lines].join('\n');

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let client: ApiClient;
let handle: string;
let videoId: string;
let hiddenId: string;
/** A page of another site, with the frame in it that oEmbed gave. */
let elsewhere: ReturnType<typeof Bun.serve>;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'bees.mp4');
  kinora = await runKinora(['start']);
  await Promise.all([makeClip({ path, durationSec: 30, width: 256, height: 144, frameRate: 5 }), kinora.ready()]);
  ({ client } = await newCreator(kinora));
  const upload = async (details: { title: string; description?: string; visibility: 'public' | 'private' }) =>
    (await settled(client, (await uploadFile(client, path, { details })).video_id)).video_id;
  videoId = await upload({ title, description, visibility: 'public' });
  hiddenId = await upload({ title: 'Hidden', visibility: 'private' });
  handle = (await client.video(videoId)).channel.handle;
  browser = await launchBrowser();
  elsewhere = Bun.serve({
    hostname: 'localhost',
    port: 0,
    fetch: async (request) => {
      const found = await oembed(videoId);
      const src = `$1?${new URL(request.url).search.slice(1)}"`;
      const html = found.html.replace(/(src="[^"]*)"/, src);
      return new Response(`<!doctype html><title>Blog</title>${html}`, { headers: { 'content-type': 'text/html' } });
    },
  });
}, 180_000);
afterAll(async () => {
  await elsewhere?.stop(true);
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

async function oembed(id: string): Promise<{ html: string; title: string; thumbnail_url: string }> {
  const address = encodeURIComponent(`${kinora.url}/watch/${id}`);
  return (await (await fetch(`${kinora.url}/oembed?url=${address}&maxwidth=400`)).json()) as Awaited<
    ReturnType<typeof oembed>
  >;
}

async function openFrame(query: string): Promise<{ page: Page; frame: Frame }> {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${elsewhere.port}/?${query}`);
  const frame = page.frames().find((each) => each.url().includes('/embed/'));
  if (!frame) throw new Error('there is no frame');
  return { page, frame };
}
const positionIn = (frame: Frame) => frame.evaluate(() => document.querySelector('video')?.currentTime ?? 0);

test('the frame that oEmbed gives plays on a page of another site, from where its address says', async () => {
  for (const [query, fromSec] of [
    ['autoplay=1&t=0m12s', 12],
    ['autoplay&start=20', 20],
  ] as const) {
    const { page, frame } = await openFrame(query);
    await frame.waitForFunction((from) => (document.querySelector('video')?.currentTime ?? 0) > from, fromSec, {
      timeout: 30_000,
    });
    expect(await positionIn(frame)).toBeLessThan(fromSec + 8);
    await page.close();
  }
}, 60_000);

test('without autoplay the frame shows the picture, a name, and the way to the video', async () => {
  const { page, frame } = await openFrame('');
  expect(await frame.evaluate(() => document.querySelector('video')?.paused)).toBe(true);
  expect(await frame.getByRole('link', { name: title }).getAttribute('href')).toBe(`/watch/${videoId}`);
  expect(await page.locator('iframe').getAttribute('title')).toBe(title);
  await page.close();
}, 30_000);

/** Reads an XML file as a browser does; throws where it is not well-formed. */
async function parseXml(path: string): Promise<{ texts: Record<string, string[]> }> {
  const response = await fetch(kinora.url + path);
  expect(response.status).toBe(200);
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      (source) => {
        const parsed = new DOMParser().parseFromString(source, 'application/xml');
        const problem = parsed.querySelector('parsererror');
        if (problem) throw new Error(problem.textContent ?? 'not well-formed');
        const texts: Record<string, string[]> = {};
        for (const element of parsed.getElementsByTagName('*')) {
          const said = element.childElementCount === 0 ? (element.textContent ?? '') : '';
          const attributes = [...element.attributes].map(({ value }) => value);
          texts[element.tagName] = [...(texts[element.tagName] ?? []), said, ...attributes].filter(Boolean);
        }
        return { texts };
      },
      await response.text(),
    );
  } finally {
    await page.close();
  }
}

test('the channel has a feed, the site has a sitemap; a private video is in neither', async () => {
  const feed = await parseXml(`/@${handle}/feed.xml`);
  expect(feed.texts).toMatchObject({
    guid: [`${kinora.url}/watch/${videoId}`, 'true'],
    'media:title': [title, 'plain'],
    'media:thumbnail': [`${kinora.url}/thumbnails/${videoId}.jpg`],
    'media:player': [`${kinora.url}/embed/${videoId}`],
  });
  const index = await parseXml('/sitemap.xml');
  const [sitemap = ''] = index.texts.loc ?? [];
  const { texts } = await parseXml(new URL(sitemap).pathname);
  expect(texts).toMatchObject({
    loc: [`${kinora.url}/watch/${videoId}`],
    'video:title': [title],
    'video:duration': ['30'],
    'video:player_loc': [`${kinora.url}/embed/${videoId}`],
  });
  expect(JSON.stringify([feed, index, texts])).not.toContain(hiddenId);
  expect(await oembed(hiddenId)).toMatchObject({ error: { code: 'not_found' } });
  expect((await fetch((await oembed(videoId)).thumbnail_url)).headers.get('content-type')).toBe('image/jpeg');
}, 30_000);

const open = async (path: string, options: BrowserContextOptions = {}) => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  await page.goto(kinora.url + path);
  return page;
};

test('a long description is cut until it is opened, also without a script; its times lead the player there', async () => {
  const page = await open(`/watch/${videoId}`, { javaScriptEnabled: false });
  const text = page.locator('.description-text');
  const heightOf = async () => (await text.boundingBox())?.height ?? 0;
  const closed = await heightOf();
  await page.getByText('Show more').click();
  expect(await heightOf()).toBeGreaterThan(closed * 2);
  expect(await text.getByRole('link', { name: 'https://example.org/bees' }).getAttribute('rel')).toContain('nofollow');
  await page.context().close();

  const scripted = await open(`/watch/${videoId}`);
  await scripted.waitForFunction(() => window.kinora);
  await scripted.locator('.description-text').getByRole('link', { name: '0:05' }).click();
  await scripted.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) >= 5, null, {
    timeout: 30_000,
  });
  expect(new URL(scripted.url()).search).toBe('');
  await scripted.context().close();
}, 60_000);

/** English texts of the catalogues that a page still shows. */
async function englishOn(page: Page): Promise<string[]> {
  const areas: readonly Area[] = Object.values(en);
  const words = areas.flatMap((area) =>
    Object.values(area).flatMap((message) => (typeof message === 'string' ? [message] : Object.values(message))),
  );
  const known = new Set(words.filter((each) => /^[A-Z][a-z]+ ?[a-z]*/.test(each) && !/\{/.test(each)));
  const shown = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (!parentElement?.closest('script, style, template, kbd')) texts.push((textContent ?? '').trim());
    }
    const labels = ['aria-label', 'title', 'placeholder', 'alt'];
    for (const element of document.querySelectorAll(labels.map((name) => `[${name}]`).join()))
      for (const name of labels) texts.push(element.getAttribute(name) ?? '');
    return texts;
  });
  // The language's own name, and that of the house, are the same in all of them.
  return shown.filter((each) => known.has(each) && each !== 'English' && each !== 'Kinora');
}

test('in Arabic the pages run from right to left, and nothing English is left on them', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'ar' });
  const page = await context.newPage();
  await page.goto(kinora.url);
  await page.evaluate(async () => {
    const body = {
      email: 'amal@example.org',
      password: 'correct horse battery',
      username: 'amal_reads',
      cookies: true,
    };
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify(body) });
  });
  for (const path of [`/watch/${videoId}`, '/account', '/account/history', '/account/playlists', '/account/data']) {
    await page.goto(kinora.url + path);
    await page.locator('#bell:visible').waitFor();
    const { lang, dir } = await page.evaluate(() => {
      const { lang, dir } = document.documentElement;
      return { lang, dir };
    });
    expect({ path, lang, dir, english: await englishOn(page) }).toEqual({ path, lang: 'ar', dir: 'rtl', english: [] });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await page.goto(`${kinora.url}/watch/${videoId}`);
  await page.locator('#rating button:enabled').first().waitFor();
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe }; // set by the line before
    return run.run({ exclude: ['media-controller'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
  });
  expect(violations.map(({ id, nodes }) => ({ id, first: nodes[0]?.html }))).toEqual([]);
  await context.close();
}, 60_000);
