import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { HistoryPage } from '../shared/contracts/history.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/**
 * What two people do who have just found this site, by what they see: each test goes on where the one before it ended.
 */
const CLIP_SEC = 20;
const password = 'correct horse battery';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let noor: Page;
let sam: Page;
let watchUrl: string;

beforeAll(async () => {
  scratch = await tempDir();
  kinora = await runKinora(['start'], { KINORA_VIEW_MIN_WATCH_SEC: '3' });
  const clip = { durationSec: CLIP_SEC, width: 256, height: 144, frameRate: 10 };
  await Promise.all([
    ...['Tide pools.mp4', 'Sea lions.mp4'].map((name) => makeClip({ path: file(name), ...clip, audio: true })),
    kinora.ready(),
  ]);
  browser = await launchBrowser();
  [noor, sam] = await Promise.all([newVisitor(), newVisitor()]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const file = (name: string) => join(scratch.path, name);
const newVisitor = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function signUp(page: Page, username: string): Promise<void> {
  await page.goto(kinora.url);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Make an account' }).click();
  await page.getByLabel('E-mail').fill(`${username}@example.org`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await button(page, 'Make an account').click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}

/** Uploads by the studio's page, as public; resolves with the address of its watch page once it can be played. */
async function upload(page: Page, name: string): Promise<string> {
  await page.getByRole('link', { name: 'Upload', exact: true }).first().click();
  await page.getByLabel('Who may see new videos').selectOption('public');
  await page.locator('#upload-files').setInputFiles(file(name));
  const link = page.getByRole('link', { name: 'Watch now' });
  await link.waitFor({ timeout: 90_000 });
  const address = await link.getAttribute('href');
  return new URL(address ?? '', kinora.url).href;
}

/** Resolves once the picture has come so far. The player begins by itself on pages that one came to from this site. */
async function play(page: Page, untilSec: number): Promise<void> {
  await page.evaluate(() =>
    document
      .querySelector('video')
      ?.play()
      .catch(() => undefined),
  );
  await page.waitForFunction((end) => (document.querySelector('video')?.currentTime ?? 0) >= end, untilSec, {
    timeout: 60_000,
  });
}

test('one signs up, names a channel, and uploads a file that can be watched', async () => {
  await signUp(noor, 'noor_films');
  await noor.goto(`${kinora.url}/studio/channel`);
  await noor.getByLabel('Name', { exact: true }).fill('Noor by the sea');
  await button(noor, 'Save').click();
  await noor.getByText('Saved.').waitFor();
  watchUrl = await upload(noor, 'Tide pools.mp4');
  await noor.goto(watchUrl);
  await noor.waitForFunction(() => window.kinora);
  await play(noor, 1);
  expect(await noor.locator('h1').textContent()).toBe('Tide pools');
}, 180_000);

test('another finds it on the home page, comments, and the first one sees it without a reload', async () => {
  await signUp(sam, 'sam_watches');
  await sam.goto(kinora.url);
  await sam.getByRole('link', { name: 'Tide pools' }).first().click();
  await sam.waitForURL(watchUrl);
  await sam.getByLabel('Your comment').fill('Where was this?');
  await button(sam, 'Comment').click();
  await sam.locator('.comment-text', { hasText: 'Where was this?' }).waitFor();
  await noor
    .locator('.comment-text, #comments-new', { hasText: /Where was this\?|1 new comment/ })
    .first()
    .waitFor();
}, 60_000);

test('who subscribes hears the bell when the next video is there, and finds it by searching', async () => {
  await sam.locator('#subscribe:enabled').click();
  await sam.locator('#subscribe[aria-pressed=true]').waitFor();
  await upload(noor, 'Sea lions.mp4');
  await sam.locator('.bell-count:visible').waitFor({ timeout: 30_000 });
  await sam.getByRole('button', { name: /^Notifications/ }).click();
  await sam.locator('.bell-list a', { hasText: 'Sea lions' }).waitFor();
  await sam.getByRole('link', { name: 'Subscriptions' }).click();
  await sam.getByRole('link', { name: 'Sea lions' }).first().waitFor();
  await waitFor(
    async () => {
      const answer = await fetch(`${kinora.url}/api/v1/search?q=sea+lion&type=video`);
      return ((await answer.json()) as { results: unknown[] }).results.length > 0;
    },
    { timeoutMs: 30_000, what: 'the index to follow' },
  );
  await sam.getByRole('combobox', { name: 'Search' }).fill('sea lion');
  await sam.keyboard.press('Enter');
  await sam.getByRole('link', { name: 'Sea lions' }).first().waitFor();
}, 180_000);

test('a video is kept in a playlist, and watching goes on where it stopped, in another browser too', async () => {
  await sam.goto(watchUrl);
  await button(sam, 'Save').click();
  await sam.getByLabel('New playlist').fill('The sea');
  await button(sam, 'Make').click();
  await sam.getByText('Saved. Press again to take it out.').waitFor();
  await button(sam, 'Close').click();
  await play(sam, 8);
  await sam.goto(`${kinora.url}/account/playlists`);
  await sam.getByRole('link', { name: 'The sea' }).first().click();
  await sam.getByRole('link', { name: 'Tide pools' }).first().waitFor();

  await waitFor(
    async () => {
      const answer = await sam.request.get(`${kinora.url}/api/v1/me/history?state=unfinished`);
      const { history } = (await answer.json()) as HistoryPage; // our own contract
      return history.some(({ position_sec }) => position_sec >= 7);
    },
    { timeoutMs: 30_000, what: 'the history to know' },
  );

  const elsewhere = await newVisitor();
  await elsewhere.addInitScript(() => {
    const note = ({ target }: Event) => {
      const { dataset } = document.documentElement;
      if (target instanceof HTMLVideoElement) dataset.beganAt ??= String(target.currentTime);
    };
    document.addEventListener('playing', note, true);
  });
  await elsewhere.goto(`${kinora.url}/account/sign-in?next=/account/history`);
  await elsewhere.getByLabel('E-mail').fill('sam_watches@example.org');
  await elsewhere.getByLabel('Password').fill(password);
  await button(elsewhere, 'Sign in').click();
  await elsewhere.getByRole('link', { name: 'Tide pools' }).first().click();
  await elsewhere.waitForFunction(() => window.kinora);
  await play(elsewhere, 7);
  const beganAt = await elsewhere.waitForFunction(() => document.documentElement.dataset.beganAt);
  expect(Number(await beganAt.jsonValue())).toBeGreaterThan(6);
  await elsewhere.context().close();
}, 120_000);

test('who leaves is gone from the site', async () => {
  await noor.goto(`${kinora.url}/account`);
  await noor.getByRole('link', { name: 'Download everything, or delete your account' }).click();
  await noor.getByRole('link', { name: /Delete your account/ }).click();
  await noor.getByLabel('Password').fill(password);
  await button(noor, 'Delete my account').click();
  await noor.getByText(/deleted with everything in it on/).waitFor();
  const gone = { timeoutMs: 30_000, what: 'their video to be gone' }; // the bound of every withdrawal
  await waitFor(async () => (await fetch(watchUrl)).status === 404, gone);
  await waitFor(async () => {
    await sam.goto(kinora.url);
    return (await sam.getByRole('link', { name: 'Tide pools' }).count()) === 0;
  }, gone);
}, 60_000);
