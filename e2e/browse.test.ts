import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { makeSite } from './pages/make-site.ts';
import { copyVideo, runWithDatabase } from './pages/many-videos.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import type { Site } from './pages/site-pages.ts';

const HOUR_MS = 3_600_000;
const COPIES = 90;
const copies = Array.from({ length: COPIES }, (_, index) => ({
  id: `copy${String(index).padStart(7, '0')}`,
  title: `Northern lights, night ${index}`,
  category: index % 3 === 0 ? 'sky & sea' : null,
  createdAtMs: Date.now() - (index + 1) * HOUR_MS,
}));

let world: Awaited<ReturnType<typeof runWithDatabase>>;
let browser: Browser;
let member: BrowserContext;
let site: Site;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  const clip = { title: 'Tide pools', path: join(scratch.path, 'clip.mp4') };
  world = await runWithDatabase();
  await Promise.all([
    makeClip({ path: clip.path, durationSec: 6, width: 256, height: 144, frameRate: 10 }),
    world.kinora.ready(),
  ]);
  browser = await launchBrowser();
  const creator = await browser.newContext();
  site = await makeSite(world.kinora, creator, [clip]);
  await creator.close();
  await copyVideo(world, site.videoId, copies);
  member = await browser.newContext();
  await signUpInBrowser(member, world.kinora.url, 'mara');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.kinora.stop();
  await scratch?.remove();
}, 30_000);

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  await page.goto(world.kinora.url + path);
  return page;
}
const isAtLeast = ([selector, count]: [string, number]) => document.querySelectorAll(selector).length >= count;
const LISTED = '[data-items] .card';

test('a list goes on while one scrolls, and going back leads to where one was', async () => {
  const page = await open('/');
  for (const count of [25, 49]) {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(isAtLeast, [LISTED, count] as [string, number]);
  }
  const link = page.locator(`${LISTED} a[href="/watch/copy0000040"]`);
  await link.scrollIntoViewIfNeeded();
  const before = { top: await page.evaluate(() => scrollY), count: await page.locator(LISTED).count() };
  expect(before.top).toBeGreaterThan(800);
  await link.hover();
  await page.locator('.preview').waitFor();
  await Promise.all([page.waitForURL('**/watch/copy0000040'), link.click()]);
  await page.goBack({ waitUntil: 'load' });
  await page.waitForFunction(isAtLeast, [LISTED, before.count] as [string, number]);
  await page.waitForFunction(() => document.activeElement?.getAttribute('href') === '/watch/copy0000040');
  const place = await page.evaluate(() => scrollY);
  await page.mouse.move(2, 2);
  await page.waitForFunction(() => document.querySelector('.preview, .skeleton') === null); // nothing of the moment stayed
  expect(Math.abs(place - before.top)).toBeLessThan(5);
  await page.context().close();
}, 60_000);

test('a list that cannot go on says so, and tries again at a press', async () => {
  const page = await open(`/category/${encodeURIComponent('sky & sea')}`);
  await page.route('**/category/**cursor=**', (route) => route.abort());
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.locator('[data-said]', { hasText: 'could not be loaded' }).waitFor();
  expect(await page.locator(`${LISTED}, .skeleton`).count()).toBe(24);
  await page.unroute('**/category/**cursor=**');
  await page.getByRole('link', { name: 'Show more' }).press('Enter');
  await page.waitForFunction(isAtLeast, [LISTED, COPIES / 3] as [string, number]);
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  expect(focused).toBe(await page.locator(`${LISTED} a`).nth(24).getAttribute('href'));
  await page.context().close();
}, 60_000);

test('without JavaScript the links of a list lead through all of it, each video once', async () => {
  const page = await open('/', { javaScriptEnabled: false });
  const found: string[] = [];
  for (;;) {
    const hrefs = await page
      .locator(`${LISTED} h3 a`)
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    found.push(...hrefs.map(String));
    const more = page.locator('[data-more]');
    if ((await more.count()) === 0) break;
    await Promise.all([page.waitForNavigation(), more.click()]);
  }
  expect(found).toEqual([`/watch/${site.videoId}`, ...copies.map(({ id }) => `/watch/${id}`)]);
  await page.goto(`${world.kinora.url}/category/${encodeURIComponent('sky & sea')}`);
  expect(await page.locator(LISTED).count()).toBe(24);
  await page.locator('[data-more]').click();
  await page.waitForURL('**cursor=**');
  expect(await page.locator(LISTED).count()).toBe(COPIES / 3 - 24);
  await page.context().close();
}, 60_000);

test('the search field suggests, by the keyboard alone, and what is found can be narrowed', async () => {
  const page = await open('/');
  const field = page.getByRole('combobox', { name: 'Search' });
  await waitFor(async () => {
    const answer = await fetch(`${world.kinora.url}/api/v1/search?q=northern&type=video`);
    return ((await answer.json()) as { results: unknown[] }).results.length > 0; // the index follows
  });
  await page.keyboard.press('/');
  await page.keyboard.insertText('tide'); // all at once: the list is asked for, and put up, a single time
  await page.getByRole('option').first().waitFor();
  expect(await field.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('ArrowDown');
  const chosen = await page.locator('[role=option][aria-selected=true]').textContent();
  expect(await field.getAttribute('aria-activedescendant')).toBe('search-suggestions-0');
  await Promise.all([page.waitForURL('**/search?q=*'), page.keyboard.press('Enter')]);
  expect(new URL(page.url()).searchParams.get('q')).toBe(chosen);
  expect(await page.locator('.result-list mark').first().textContent()).toMatch(/tide/i);
  const noted = page.waitForRequest('**/api/v1/search/choices');
  await page.locator('.result-list a').first().click();
  const result = { type: 'video', id: site.videoId };
  expect((await noted).postDataJSON()).toEqual({ q: chosen, result, position: 1 });

  await page.goto(`${world.kinora.url}/search?q=lena`);
  await page.locator('.filters summary').click();
  await page.getByLabel('Type').selectOption('channel');
  await Promise.all([page.waitForURL('**type=channel**'), page.getByRole('button', { name: 'Show results' }).click()]);
  expect(await page.locator('.result-list a').first().getAttribute('href')).toBe(`/@${site.handle}`);
  expect(await page.locator('.result-list a[href^="/watch/"]').count()).toBe(0);
  await page.keyboard.press('/');
  await page.keyboard.type('x');
  await page.keyboard.press('Escape');
  expect(await field.getAttribute('aria-expanded')).toBe('false');
  await page.context().close();
}, 60_000);

test('a suggestion that was chosen stays chosen when the answer to a later letter comes', async () => {
  const page = await open('/');
  const late = Promise.withResolvers<void>();
  await page.route('**/search/suggest?q=tide', async (route) => {
    await late.promise;
    await route.continue();
  });
  await page.keyboard.press('/');
  await page.keyboard.insertText('tid');
  await page.getByRole('option').first().waitFor();
  const asked = page.waitForRequest('**/search/suggest?q=tide');
  await page.keyboard.insertText('e');
  await asked;
  await page.keyboard.press('ArrowDown');
  const chosen = await page.locator('[role=option][aria-selected=true]').textContent();
  const answered = page.waitForResponse('**/search/suggest?q=tide');
  late.resolve();
  await (await answered).finished();
  await page.evaluate(() => new Promise(requestAnimationFrame)); // what the answer does to the list is done by then
  expect(await page.locator('[role=option][aria-selected=true]').textContent()).toBe(chosen);
  await page.context().close();
}, 60_000);

test('who subscribes on the page of a channel finds its videos among the subscriptions', async () => {
  const page = await member.newPage();
  await page.goto(`${world.kinora.url}/@${site.handle}`);
  const button = page.getByRole('button', { name: /^Subscribe/ });
  await button.click();
  await page.waitForFunction(() => document.querySelector('#subscribe')?.getAttribute('aria-pressed') === 'true');
  await page.goto(`${world.kinora.url}/subscriptions`);
  expect(await page.locator(`.channel-disc[href="/@${site.handle}"]`).count()).toBe(1);
  expect(await page.locator(`${LISTED} a[href="/watch/${site.videoId}"]`).count()).toBe(1);
  await page.goto(`${world.kinora.url}/@${site.handle.toUpperCase()}?sort=oldest`);
  expect(new URL(page.url()).pathname).toBe(`/@${site.handle}`);
  await page.close();
}, 60_000);

test('home is one’s own although the access cookie has lapsed, and shows how far one came', async () => {
  const page = await member.newPage();
  await page.goto(`${world.kinora.url}/`);
  const status = await page.evaluate(async (videoId) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ position_sec: 3 });
    return (await fetch(`/api/v1/me/history/${videoId}`, { method: 'PUT', headers, body })).status;
  }, site.videoId);
  expect(status).toBeLessThan(300);
  await member.clearCookies({ name: /kinora_access$/ });
  await page.reload();
  const begun = page.locator('.shelf', { hasText: 'Continue watching' });
  await begun.locator(`a[href="/watch/${site.videoId}"]`).waitFor();
  expect(Number(await begun.locator('.watched').first().getAttribute('value'))).toBeCloseTo(0.5, 1);

  // What is followed of the suggestions is told to origin.
  const suggested = page.locator('[data-list-id] .card a').first();
  const told = page.waitForResponse('**/api/v1/discovery/reports');
  await suggested.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
  await suggested.click();
  expect((await told).ok()).toBe(true);
  await page.close();
}, 60_000);

test('the arrow keys lead from card to card, and leave text fields alone', async () => {
  const page = await open(`/@${site.handle}`);
  const cards = page.locator(`${LISTED} h3 a`);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'));
  const hrefs = await cards.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await page.keyboard.press('Tab');
  await cards.first().focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe(hrefs[1] ?? '');
  await page.keyboard.press('ArrowDown');
  const below = hrefs.indexOf((await focused()) ?? '');
  expect(below).toBeGreaterThan(1);
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe(hrefs[1] ?? '');
  const field = page.getByRole('combobox', { name: 'Search' });
  await field.focus();
  await page.keyboard.press('ArrowLeft');
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.context().close();
}, 60_000);

test('a card shows its storyboard under the pointer, unless motion is unwelcome', async () => {
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    const page = await open(`/@${site.handle}`, { reducedMotion });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    if (reducedMotion === 'reduce') await page.clock.install();
    await page.locator('.card').first().hover();
    if (reducedMotion === 'reduce') {
      await page.clock.runFor(60_000); // whatever would begin after a while has had its while
      expect(asked.filter((url) => url.includes('storyboard'))).toEqual([]);
      expect(await page.locator('.preview').count()).toBe(0);
    } else {
      await page.locator('.card .preview').waitFor();
      expect(await page.locator('.preview').evaluate((element) => getComputedStyle(element).backgroundImage)).toContain(
        'storyboard',
      );
      await page.mouse.move(2, 2);
      await page.locator('.card .preview').waitFor({ state: 'detached' });
    }
    await page.context().close();
  }
}, 60_000);
