import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let videoIds: string[];
let [ada, bob]: Page[] = [];

beforeAll(async () => {
  scratch = await tempDir();
  const paths = ['Bees.mp4', 'Flowers.mp4'].map((name) => join(scratch.path, name));
  const clip = { durationSec: 3, width: 256, height: 144, frameRate: 10 };
  kinora = await runKinora(['start']);
  await Promise.all([...paths.map((path) => makeClip({ path, ...clip })), kinora.ready()]);
  const { client } = await newCreator(kinora);
  videoIds = [];
  for (const path of paths) videoIds.push((await uploadAndSettle(client, path)).video_id);
  browser = await launchBrowser();
  [ada, bob] = await Promise.all([signUp('ada_likes'), signUp('bob_likes')]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const watchPath = (at = 0) => `/watch/${videoIds[at]}`;

async function openWatch(page: Page, path = watchPath()): Promise<Page> {
  await page.goto(kinora.url + path);
  await page.locator('#rating button:enabled').first().waitFor();
  return page;
}

/** A browser of its own, signed in as somebody new. */
async function signUp(username: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(kinora.url);
  const status = await page.evaluate(async (name) => {
    const body = { email: `${name}@example.org`, password: 'correct horse battery', username: name, cookies: true };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }, username);
  expect(status).toBe(201);
  return page;
}

function pageOf(page: Page | undefined): Page {
  if (!page) throw new Error('no page was opened');
  return page;
}

const like = (page: Page) => page.getByRole('button', { name: /^Like/ });
const dislike = (page: Page) => page.getByRole('button', { name: /^Dislike/ });
const named = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('two people on one page see each other like it, live', async () => {
  const [one, other] = await Promise.all([openWatch(pageOf(ada)), openWatch(pageOf(bob))]);
  await one.getByText('2 watching').waitFor();
  await like(one).click();
  await named(other, 'Like 1').waitFor();
  await like(other).click();
  await named(one, 'Like 2').waitFor();
  await dislike(one).click();
  await named(other, 'Dislike 1').waitFor();
  await named(other, 'Like 1').waitFor();
  await dislike(one).click();
  await named(other, 'Dislike 0').waitFor();
  // The server's page, and the own vote after a reload.
  await openWatch(other);
  await other.locator('[data-rate=like][aria-pressed=true]').waitFor();
  await named(other, 'Like 1').waitFor();
}, 60_000);

test('a vote stays counted when the page reads the video again, from a copy that is older', async () => {
  const storageState = await pageOf(bob).context().storageState();
  const page = await (await browser.newContext({ storageState })).newPage();
  await page.addInitScript(() => {
    const { setInterval: begin } = window;
    const sooner = (act: () => void, delayMs: number) => begin(act, delayMs === 30_000 ? 3_000 : delayMs);
    Object.assign(window, { setInterval: sooner });
  });
  let reads = 0;
  await page.route(`**/api/v1/videos/${videoIds[1]}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), like_count: 0 } });
    reads += 1;
  });
  await openWatch(page, watchPath(1));
  await like(page).click();
  await named(page, 'Like 1').waitFor();
  const before = reads;
  await waitFor(() => reads > before + 2, { timeoutMs: 30_000, what: 'the page to read the video again' });
  expect(await like(page).textContent()).toMatch(/1$/);
  await page.context().close();
}, 60_000);

test('a vote that was heard of stays counted when an older answer arrives after it', async () => {
  const page = await (await browser.newContext({ storageState: await pageOf(bob).context().storageState() })).newPage();
  const [isAnswered, isHeard] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/reaction', async (route) => {
    const response = await route.fetch();
    isAnswered.resolve();
    await isHeard.promise;
    await route.fulfill({ response });
  });
  const [one] = await Promise.all([openWatch(pageOf(ada), watchPath(1)), openWatch(page, watchPath(1))]);
  await Promise.all([isAnswered.promise, page.locator('#presence:visible').waitFor()]); // it is in the room
  await dislike(one).click();
  await named(page, 'Dislike 1').waitFor();
  isHeard.resolve();
  await page.locator('[data-rate=like][aria-pressed=true]').waitFor(); // it has arrived
  expect(await dislike(page).textContent()).toMatch(/1$/);
  await dislike(one).click();
  await named(page, 'Dislike 0').waitFor();
  await page.context().close();
}, 60_000);

test('a vote that is not taken goes back to what it was, and says so', async () => {
  const page = await openWatch(pageOf(ada));
  await page.route('**/reaction', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await dislike(page).click();
  await page.getByText('There is no connection. Try again.').waitFor();
  await named(page, 'Dislike 0').waitFor();
  expect(await dislike(page).getAttribute('aria-pressed')).toBe('false');
  await page.unrouteAll();
}, 30_000);

test('who is not signed in is led to the sign-in and back', async () => {
  const page = await (await browser.newContext()).newPage();
  await openWatch(page, `${watchPath()}?t=1`);
  await like(page).click();
  const link = page.locator('#actions-sign-in a');
  await link.waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Sign in');
  expect(await link.getAttribute('href')).toBe(`/account/sign-in?next=${encodeURIComponent(`${watchPath()}?t=1`)}`);
  expect(await page.getByRole('link', { name: 'History' }).isVisible()).toBe(false);
  await page.context().close();
}, 30_000);

test('sharing, saving and reporting work by keyboard alone, and the focus comes back', async () => {
  const page = await openWatch(pageOf(ada));
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Share');
  const share = page.getByRole('dialog', { name: 'Share' });
  await share.getByRole('link', { name: 'Reddit' }).waitFor();
  await page.evaluate(() => {
    const video = document.querySelector('video');
    if (video) Object.defineProperty(video, 'currentTime', { value: 83 });
  });
  await share.getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  expect(await share.getByLabel('Link', { exact: true }).inputValue()).toBe(`${kinora.url}${watchPath()}?t=83`);
  expect(await share.locator('[data-embed]').inputValue()).toStartWith(
    `<iframe src="${kinora.url}/embed/${videoIds[0]}`,
  );
  await page.keyboard.press('Escape');
  expect(await share.isVisible()).toBe(false);
  expect(await focused()).toBe('Share');

  await press('Save');
  const save = page.getByRole('dialog', { name: 'Save to a playlist' });
  await save.getByRole('button', { name: 'Watch later' }).focus();
  await page.keyboard.press('Enter');
  await save.getByText('Saved. Press again to take it out.').waitFor();
  await save.getByLabel('New playlist').focus();
  await page.keyboard.type('Insects');
  await page.keyboard.press('Enter');
  await save.locator('button[aria-pressed=true]').filter({ hasText: 'Insects' }).waitFor();
  await page.keyboard.press('Escape');

  await press('Report');
  const report = page.getByRole('dialog', { name: 'Report this video' });
  await report.getByLabel('Misleading').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByText('Thank you. A moderator will look at this video.').waitFor();
  expect(await focused()).toBe('Report');
}, 60_000);

test('playlists: what was saved is there, can be put in order, and plays on unless that is cancelled', async () => {
  const page = await openWatch(pageOf(ada), watchPath(1));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Insects' }).click();
  await page.getByText('Saved. Press again to take it out.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Playlists' }).click();
  await page.getByRole('link', { name: 'Insects' }).click();
  await page.waitForURL('**/playlist/*');
  const titles = () => page.locator('.library-list h3').allTextContents();
  expect(await titles()).toEqual(['Bees.mp4', 'Flowers.mp4']);
  await page.getByRole('button', { name: 'Move Flowers.mp4 up' }).click();
  await page.waitForFunction(() => document.querySelector('.library-list h3')?.textContent === 'Flowers.mp4');
  await page.reload();
  expect(await titles()).toEqual(['Flowers.mp4', 'Bees.mp4']);

  await page.getByRole('link', { name: 'Play all' }).click();
  await page.waitForURL(`**${watchPath(1)}?list=*`);
  const panel = page.getByRole('region', { name: 'Next in the playlist' });
  await panel.getByText('Next: Bees.mp4').waitFor({ timeout: 30_000 });
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Cancel');
  await page.keyboard.press('Enter');
  await panel.waitFor({ state: 'hidden' });
  expect(page.url()).toContain(watchPath(1));
}, 90_000);

test('history: what was watched, how far, and that it can be forgotten and paused', async () => {
  const page = pageOf(ada);
  const row = page.locator('.library-list > li').filter({ hasText: 'Flowers.mp4' });
  const isThere = async () => {
    await page.goto(`${kinora.url}/account/history`);
    return (await row.locator('progress').count()) === 1;
  };
  await waitFor(isThere, { timeoutMs: 45_000, what: 'the history to know' }); // views are counted some seconds later
  await row.getByRole('button', { name: 'Forget Flowers.mp4' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused: what you watch is not remembered.').waitFor();
  await page.getByRole('button', { name: 'Remember again' }).click();
  await page.getByText('What you watch is remembered here').waitFor();
}, 90_000);

test('without JavaScript counts and lists are there to read, and lists can be changed', async () => {
  const storageState = await pageOf(ada).context().storageState();
  const page = await (await browser.newContext({ javaScriptEnabled: false, storageState })).newPage();
  await page.goto(kinora.url + watchPath());
  expect(await like(page).textContent()).toMatch(/1$/);
  expect(await page.getByRole('button', { name: 'Share' }).isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Playlists' }).click();
  await page.getByRole('link', { name: 'Insects' }).click();
  await page.getByRole('button', { name: 'Take Flowers.mp4 out' }).click();
  expect(await page.locator('.library-list h3').allTextContents()).toEqual(['Bees.mp4']);
  await page.context().close();
}, 30_000);

test("somebody else's private playlist is not there, with or without a session", async () => {
  const { playlists } = await pageOf(ada).evaluate(async () => (await fetch('/api/v1/me/playlists')).json());
  const path = `/playlist/${playlists.find(({ title }: { title: string }) => title === 'Insects').playlist_id}`;
  const anonymous = await fetch(kinora.url + path);
  expect([anonymous.status, await anonymous.text()]).toEqual([404, expect.stringContaining('sign in to see it')]);
  const other = await pageOf(bob).goto(kinora.url + path);
  expect(other?.status()).toBe(404);
  expect((await fetch(`${kinora.url}/account/history`, { redirect: 'manual' })).headers.get('location')).toBe(
    '/account/sign-in?next=%2Faccount%2Fhistory',
  );
}, 30_000);

/** What axe finds that keeps people out; the player's own controls are those of media-chrome. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof axe }).axe.run; // set by the line before
    return (await run(document, { resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

const views: [string, BrowserContextOptions][] = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width): [string, BrowserContextOptions] => [
    `${width}-${colorScheme}`,
    { colorScheme, viewport: { width, height: 800 } },
  ]),
);

test.each(views)(
  'at %s nothing keeps anybody out, and nothing sticks out',
  async (name, options) => {
    const storageState = await pageOf(ada).context().storageState();
    const page = await (await browser.newContext({ ...options, storageState })).newPage();
    const shots = process.env.KINORA_SCREENSHOTS;
    const look = async (what: string) => {
      expect([what, await seriousFindings(page)]).toEqual([what, []]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      expect([what, scrollWidth]).toEqual([what, clientWidth]);
      if (shots) await page.screenshot({ path: join(shots, `${what}-${name}.png`) });
    };
    await openWatch(page);
    await look('watch');
    for (const [button, what] of [
      ['Share', 'share'],
      ['Save', 'save'],
      ['Report', 'report'],
    ] as const) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page
        .locator('dialog[open] :is([data-platforms] a, [data-playlists] button, [data-report])')
        .first()
        .waitFor();
      await look(what);
      await page.keyboard.press('Escape');
    }
    await page.goto(`${kinora.url}/account/history`);
    await look('history');
    await page.goto(`${kinora.url}/account/playlists`);
    await look('playlists');
    await page.getByRole('link', { name: 'Insects' }).click();
    await page.getByText('Edit').click();
    await look('playlist');
    await page.context().close();
  },
  60_000,
);
