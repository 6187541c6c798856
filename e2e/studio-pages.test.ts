import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makeClip, runFfmpeg } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { makeSite } from './pages/make-site.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import type { Site } from './pages/site-pages.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** The studio's forms, in a browser that runs no scripts. */
let kinora: RunningKinora;
let browser: Browser;
let creator: BrowserContext;
let page: Page;
let site: Site;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start']);
  await Promise.all([makeClip({ path, durationSec: 2, width: 256, height: 144, frameRate: 10 }), kinora.ready()]);
  browser = await launchBrowser();
  const scripted = await browser.newContext();
  site = await makeSite(kinora, scripted, [{ title: 'Tide pools', path }]);
  creator = await browser.newContext({ javaScriptEnabled: false, storageState: await scripted.storageState() });
  page = await creator.newPage();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const go = (path: string) => page.goto(kinora.url + path);
const part = (name: string) => page.locator('.studio-part', { has: page.getByRole('heading', { name, exact: true }) });
const notice = () => page.getByRole('status').first().textContent();
const watchTitle = async () => {
  const html = await (await fetch(`${kinora.url}/watch/${site.videoId}`)).text();
  return /<title>(.*?)<\/title>/.exec(html)?.[1];
};

test('what is said of a video is on its watch page at once', async () => {
  await go(`/studio/videos/${site.videoId}`);
  await page.getByLabel('Title').fill('Tide pools after the storm');
  await page.getByLabel('Tags').fill('sea, rocks');
  await part('Details').getByRole('button', { name: 'Save' }).click();
  expect(await notice()).toBe('Saved.');
  expect(await page.getByLabel('Tags').inputValue()).toBe('sea, rocks');
  expect(await watchTitle()).toBe('Tide pools after the storm · Kinora');
}, 30_000);

test('a video without a title is refused beside the field, and nothing else is lost', async () => {
  await go(`/studio/videos/${site.videoId}`);
  await page.getByLabel('Title').fill('   ');
  await part('Details').getByRole('button', { name: 'Save' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Please look at the marked fields.');
  expect(await page.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
}, 30_000);

test('a private video is gone for others, and there for those it is shared with', async () => {
  const guest = await browser.newContext();
  await signUpInBrowser(guest, kinora.url, 'bela_guest');
  await go(`/studio/videos/${site.videoId}`);
  await page.getByLabel('Visibility').selectOption('private');
  await part('Who sees it').getByRole('button', { name: 'Save' }).click();
  expect((await fetch(`${kinora.url}/watch/${site.videoId}`)).status).toBe(404);
  await page.getByLabel('Username').fill('bela_guest');
  await page.getByRole('button', { name: 'Let them see it' }).click();
  const headers = { origin: kinora.url };
  const play = () => guest.request.post(`${kinora.url}/api/v1/videos/${site.videoId}/playback`, { headers });
  expect((await play()).status()).toBe(200);
  await page.getByRole('button', { name: 'Take bela_guest off the list' }).click();
  expect((await play()).status()).toBe(404);
  await page.getByLabel('Visibility').selectOption('public');
  await part('Who sees it').getByRole('button', { name: 'Save' }).click();
  expect((await fetch(`${kinora.url}/watch/${site.videoId}`)).status).toBe(200);
  await guest.close();
}, 60_000);

test('a picture and captions are sent by plain forms', async () => {
  const picture = join(scratch.path, 'picture.png');
  await runFfmpeg(['-f', 'lavfi', '-i', 'color=red:s=640x360', '-frames:v', '1', picture]);
  await go(`/studio/videos/${site.videoId}`);
  const before = await page.locator('#thumbnail img').getAttribute('src');
  await page.locator('#thumbnail input[type=file]').setInputFiles(picture);
  await page.getByRole('button', { name: 'Use this picture' }).click();
  expect(await notice()).toStartWith('The picture is changed.');
  expect(before).not.toBeNull();

  const captions = { name: 'en.srt', mimeType: 'application/octet-stream' };
  const buffer = Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nThe tide comes in\n');
  await page.locator('#captions input[type=file]').setInputFiles({ ...captions, buffer });
  await page.getByLabel('Language of the captions').fill('en');
  await page.getByRole('button', { name: 'Add captions' }).click();
  expect(await notice()).toStartWith('The captions are taken.');
  await page.getByRole('link', { name: 'Edit the captions in English' }).waitFor();

  await page.locator('#thumbnail input[type=file]').setInputFiles({ ...captions, name: 'no.png', buffer });
  await page.getByRole('button', { name: 'Use this picture' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Files of this kind are not taken.');
}, 60_000);

test('a comment that the rules hold back is approved, and then seen by all', async () => {
  await go('/studio/comments');
  await page.getByLabel('Look at every comment before others see it').check();
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await notice()).toBe('Saved.');
  const guest = await browser.newContext();
  await signUpInBrowser(guest, kinora.url, 'caro_guest');
  const posted = await guest.request.post(`${kinora.url}/api/v1/videos/${site.videoId}/comments`, {
    data: { content: 'Where is this beach?' },
    headers: { origin: kinora.url },
  });
  expect([posted.status(), (await posted.json()).state]).toEqual([201, 'held']);
  await go('/studio/comments');
  await page.getByText('Where is this beach?').waitFor();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  expect(await notice()).toBe('Done.');
  await go('/studio/comments');
  await page.getByText('No comment waits for you.').waitFor();
  expect(await page.getByText('Where is this beach?').count()).toBe(0);
  await guest.close();
}, 60_000);

test('a channel gets its words and its picture', async () => {
  const picture = join(scratch.path, 'avatar.png');
  await runFfmpeg(['-f', 'lavfi', '-i', 'color=blue:s=256x256', '-frames:v', '1', picture]);
  await go('/studio/channel');
  await page.getByLabel('About the channel').fill('The sea and what lives in it.');
  await page.getByLabel('Links').fill('My site https://example.org/sea');
  await part('Channel').getByRole('button', { name: 'Save' }).click();
  expect(await notice()).toBe('Saved.');
  await part('Picture').locator('input[type=file]').setInputFiles(picture);
  await part('Picture').getByRole('button', { name: 'Use this picture' }).click();
  expect(await part('Picture').locator('img').count()).toBe(1);
  const channel = await (await fetch(`${kinora.url}/api/v1/channels/${site.handle}`)).json();
  expect(channel).toMatchObject({
    description: 'The sea and what lives in it.',
    links: [{ title: 'My site', url: 'https://example.org/sea' }],
  });
}, 60_000);

test('an API key is shown once, does what its scopes say, and ends when it is revoked', async () => {
  await go('/studio/keys');
  await page.getByLabel('What it is for').fill('Uploads at night');
  await page.getByLabel('See the account and its channels').check();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = (await page.locator('.studio-page > .done code').textContent()) ?? '';
  expect(key).toStartWith('kin_');
  const me = () => fetch(`${kinora.url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } });
  expect((await me()).status).toBe(200);
  await go('/studio/keys');
  expect(await page.content()).not.toContain(key);
  await page.getByRole('button', { name: 'Revoke “Uploads at night”' }).click();
  await page.getByText('You have no API keys.').waitFor();
  expect((await me()).status).toBe(401);
}, 60_000);

test('what somebody does not want to hear of is kept', async () => {
  const bell = (kind: string) => page.getByRole('checkbox', { name: `${kind} The bell tells me` });
  await go('/studio/notifications');
  await bell('Replies to your comments').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await notice()).toBe('Saved.');
  expect(await bell('Replies to your comments').isChecked()).toBe(false);
  expect(await bell('When somebody mentions you').isChecked()).toBe(true);
}, 30_000);

test('storage tells what the files take up', async () => {
  await go('/studio/storage');
  expect(await page.locator('.studio-meters').textContent()).toMatch(/Used\s*\d+ ?(byte|kB|MB)/);
}, 30_000);
