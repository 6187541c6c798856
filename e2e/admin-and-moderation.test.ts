import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { uploadFile } from '../cli/upload/upload-file.ts';
import type { ApiClient } from '../shared/client/api-client.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, settled } from './creator.ts';
import { inspectPage } from './pages/inspect-page.ts';
import { becomeAdmin } from './pages/make-site.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
/** Of the installation's first admin. */
let context: BrowserContext;
let page: Page;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let creator: { client: ApiClient; accessToken: string };
let brokenId: string;
let videoId: string;

beforeAll(async () => {
  scratch = await tempDir();
  const [clip, broken] = [join(scratch.path, 'clip.mp4'), join(scratch.path, 'broken.mp4')];
  kinora = await runKinora(['start']);
  await Promise.all([makeClip({ path: clip, durationSec: 1, width: 128, height: 72, frameRate: 10 }), kinora.ready()]);
  await Bun.write(broken, `\0\0\0\x18ftypisom\0\0\0\0isommp42${'x'.repeat(2_000)}`);
  browser = await launchBrowser();
  context = await browser.newContext();
  await signUpInBrowser(context, kinora.url, 'boss');
  page = await context.newPage();
  await page.goto(kinora.url);
  await becomeAdmin(kinora, context);
  creator = await newCreator(kinora);
  brokenId = (await uploadFile(creator.client, broken, { details: { title: 'Broken' } })).video_id;
  videoId = (await uploadFile(creator.client, clip, { details: { title: 'A clip', visibility: 'public' } })).video_id;
  await Promise.all([settled(creator.client, brokenId), settled(creator.client, videoId)]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const go = (path: string, on = page) => on.goto(kinora.url + path);
/** Presses what leads to another page, and waits for that. */
const follow = (deed: () => Promise<unknown>) => Promise.all([page.waitForEvent('load'), deed()]);
const press = (name: string) => follow(() => page.getByRole('button', { name, exact: true }).click());
const said = () => page.locator('.done, .problem').textContent();
/** In the creator's name. */
async function post(path: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${creator.accessToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${kinora.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect([path, response.ok]).toEqual([path, true]);
  return response;
}
/** The page keeps nobody out and fits on a phone. */
async function expectOpenToAll(path: string): Promise<void> {
  const own = await browser.newContext({
    storageState: await context.storageState(),
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
  });
  try {
    const found = await inspectPage(await own.newPage(), kinora.url + path);
    expect([path, found]).toMatchObject([
      path,
      { status: 200, barriers: [], overflowPx: 0, policyViolations: [], failures: [], foreignHosts: [] },
    ]);
    expect(found.scriptGzipBytes).toBeLessThan(40 * 1024);
    expect(found.htmlGzipBytes).toBeLessThan(30 * 1024);
  } finally {
    await own.close();
  }
}

test('nobody without the role finds these pages', async () => {
  const stranger = await browser.newContext();
  try {
    const tab = await stranger.newPage();
    await go('/admin', tab);
    expect(new URL(tab.url()).pathname).toBe('/account/sign-in');
    await signUpInBrowser(stranger, kinora.url, 'stranger_one');
    for (const path of ['/admin', '/admin/users', '/admin/queues', '/moderation', '/moderation/held'])
      expect([path, (await go(path, tab))?.status()]).toEqual([path, 404]);
    const refused = await tab.evaluate(async () => {
      const body = new URLSearchParams({ username: 'boss' });
      return (await fetch('/admin/users/suspend', { method: 'POST', body })).status;
    });
    expect(refused).toBe(404);
  } finally {
    await stranger.close();
  }
}, 60_000);

test('an admin sees how everything is', async () => {
  await go('/admin');
  const cards = await page.locator('.desk-card').allTextContents();
  for (const name of ['Database', 'Redis', 'Object store', 'Search', 'Transcoders', 'Edge'])
    expect(cards.find((text) => text.startsWith(name))).toContain('Working');
  await expectOpenToAll('/admin');
}, 60_000);

test('what failed is shown with its reason, tried again, and removed', async () => {
  await go('/admin/queues');
  const failure = page.locator('.desk-row', { hasText: brokenId });
  expect(await failure.textContent()).toContain('corrupt_media');
  await expectOpenToAll('/admin/queues');
  await press(`Retry ${brokenId}`);
  expect(await said()).toBe('It is queued again.');
  // The video has failed a moment before its job is over.
  await waitFor(
    async () => {
      await go('/admin/queues');
      return (await failure.count()) > 0;
    },
    { timeoutMs: 40_000, what: 'the job to have failed once more' },
  );
  await press(`Remove the failed jobs of ${brokenId}`);
  expect(await said()).toStartWith('Removed.');
  expect(await failure.count()).toBe(0);
}, 90_000);

test('people are found, suspended and given a role, without JavaScript', async () => {
  const { username } = await creator.client.me();
  const plain = await browser.newContext({ storageState: await context.storageState(), javaScriptEnabled: false });
  const enhanced = page;
  page = await plain.newPage();
  try {
    await go('/admin/users');
    expect(await page.locator('.desk-row', { hasText: '@boss' }).textContent()).toContain('Your own account');
    await page.getByLabel('Username or e-mail address begins with').fill(username.slice(0, 12).toUpperCase());
    await press('Find');
    const row = page.locator('.desk-row', { hasText: `@${username}` });
    expect(await page.locator('.desk-row').count()).toBe(1);

    await row.getByText('Suspend', { exact: true }).click();
    await press('Suspend now');
    expect(await said()).toBe('The account is suspended.');
    expect(await page.locator('.desk-row').count()).toBe(1);
    expect((await fetch(`${kinora.url}/watch/${videoId}`)).status).toBe(404);
    await press(`Lift suspension of ${username}`);
    expect(await said()).toBe('The suspension is lifted.');

    await row.getByLabel(`Role of ${username}`, { exact: true }).selectOption('Moderator');
    await press(`Set role of ${username}`);
    expect(await said()).toStartWith('The role is changed.');
    expect(await row.getByLabel(`Role of ${username}`, { exact: true }).inputValue()).toBe('moderator');
  } finally {
    page = enhanced;
    await plain.close();
  }
  await expectOpenToAll('/admin/users');
}, 60_000);

test('reports are decided by keyboard, with a sheet that says how', async () => {
  const comment = await post(`/videos/${videoId}/comments`, { content: 'Look at my shop' });
  const { comment_id } = (await comment.json()) as { comment_id: string }; // our own contract
  await go('/');
  await page.evaluate(
    async ([video, comment]) => {
      const headers = { 'content-type': 'application/json' };
      const report = (path: string, reason: string, note: string) =>
        fetch(`/api/v1/${path}/report`, { method: 'POST', headers, body: JSON.stringify({ reason, note }) });
      await report(`comments/${comment}`, 'spam', 'he does this everywhere');
      await report(`videos/${video}`, 'copyright', 'it is mine');
    },
    [videoId, comment_id] as const,
  );
  await go('/moderation');
  const [first, second] = [page.locator('.desk-row').nth(0), page.locator('.desk-row').nth(1)];
  expect(await first.textContent()).toContain('Look at my shop');
  expect(await first.textContent()).toContain('he does this everywhere');
  expect(await second.textContent()).toContain('A clip');
  expect(await second.locator('img').count()).toBe(1);
  await expectOpenToAll('/moderation');

  await page.keyboard.press('?');
  await page.locator('#key-sheet[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  expect(await first.evaluate((row) => row === document.activeElement)).toBe(true);
  await follow(() => page.keyboard.press('r'));
  expect(await said()).toBe('Settled.');
  const thread = await (await fetch(`${kinora.url}/api/v1/videos/${videoId}/comments`)).text();
  expect(thread).not.toContain('Look at my shop');

  // Of the one that is left: the video is taken down with a reason, and given back.
  await page.keyboard.press('t');
  await page.keyboard.type('Not yours to show.');
  await press('Take down');
  expect(await said()).toBe('Taken down.');
  expect((await fetch(`${kinora.url}/watch/${videoId}`)).status).toBe(404);
  await follow(() => page.keyboard.press('t'));
  expect(await said()).toBe('Given back.');
  expect((await fetch(`${kinora.url}/watch/${videoId}`)).status).toBe(200);
  await follow(() => page.keyboard.press('a'));
  expect(await said()).toBe('Done: there was nothing wrong with it.');
  expect(await page.locator('main').textContent()).toContain('Nothing is reported');
}, 90_000);

test('comments that wait are decided, and who decided what is kept', async () => {
  creator = await newCreator(kinora);
  await post(`/videos/${videoId}/comments`, { content: 'What a fucking nice clip' });
  await go('/moderation/held');
  expect(await page.locator('.desk-row').textContent()).toContain('Offensive words');
  await expectOpenToAll('/moderation/held');
  // Shortcuts can be switched off, for people who dictate.
  await page.getByRole('button', { name: 'Shortcuts (?)' }).click();
  await page.getByLabel('Shortcuts are on').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.keyboard.press('?');
  expect(await page.locator('#key-sheet[open]').count()).toBe(0);
  await press('Approve');
  expect(await said()).toBe('Approved.');
  expect(await (await fetch(`${kinora.url}/api/v1/videos/${videoId}/comments`)).text()).toContain('nice clip');

  await go('/moderation/decisions');
  const rows = await page.locator('.desk-table tbody tr').allTextContents();
  expect(rows).toHaveLength(5);
  for (const words of ['Approved a comment', 'Found nothing wrong', 'Gave a video back', 'Took a video down'])
    expect(rows.find((row) => row.includes(words))).toContain('@boss');
  await expectOpenToAll('/moderation/decisions');
}, 60_000);
