import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let watchUrl: string;
let clipPath: string;
let creator: Awaited<ReturnType<typeof newCreator>>;

beforeAll(async () => {
  scratch = await tempDir();
  clipPath = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start']);
  const clip = { path: clipPath, durationSec: 4, width: 256, height: 144, frameRate: 10 };
  await Promise.all([makeClip(clip), kinora.ready()]);
  creator = await newCreator(kinora);
  watchUrl = `${kinora.url}/watch/${(await uploadAndSettle(creator.client, clipPath)).video_id}`;
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** A browser of its own, signed in as somebody new, on `url`. */
async function openAs(username: string, url: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(kinora.url);
  const status = await page.evaluate(async (name) => {
    const body = { email: `${name}@example.org`, password: 'correct horse battery', username: name, cookies: true };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }, username);
  expect(status).toBe(201);
  await page.goto(url);
  return page;
}

/** Says something below the video, as the person of the page; returns the id of the comment. */
const say = (page: Page, content: string, parentId: string | null): Promise<string> =>
  page.evaluate(
    async ({ path, body }) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
      return ((await answer.json()) as { comment_id: string }).comment_id; // as the contract says
    },
    { path: `/api/v1/videos/${watchUrl.split('/').at(-1)}/comments`, body: { content, parent_id: parentId } },
  );

test('the bell rings on a page that is open, through the edge, and is quiet once it was opened', async () => {
  const ann = await openAs('ann_listens', kinora.url);
  const bob = await openAs('bob_answers', kinora.url);
  const bell = ann.locator('#bell');
  await bell.waitFor();
  const commentId = await say(ann, 'Anybody here?', null);
  await say(bob, 'I am', commentId);
  await bell.locator('.bell-count').filter({ hasText: '1' }).waitFor();
  await bell.getByRole('button', { name: 'Notifications, 1 unread' }).click();
  const item = bell.locator('li.unread');
  await item.filter({ hasText: 'bob_answers replied to your comment' }).waitFor();
  expect(await item.locator('q').textContent()).toBe('I am');
  await bell.locator('.bell-count').waitFor({ state: 'hidden' });
  await say(bob, '<b>still here</b>', commentId);
  await bell.locator('li.unread q').filter({ hasText: '<b>still here</b>' }).waitFor();
  await ann.keyboard.press('Escape');
  await bell.locator('.bell-panel').waitFor({ state: 'hidden' });
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(kinora.url);
  expect(await stranger.locator('#bell').isVisible()).toBe(false);
}, 60_000);

/** The bell's count, once it is `text`. */
const counts = (page: Page, text: string) =>
  page
    .locator('.bell-count:visible')
    .filter({ hasText: new RegExp(`^${text}$`) })
    .waitFor();

test('who subscribes by the button has the next video ring the bell in another browser, and is led to it', async () => {
  const page = await openAs('cleo_subscribes', watchUrl);
  await page.locator('#subscribe[aria-pressed=false]:enabled').click();
  await page.locator('#subscribe[aria-pressed=true]').waitFor();
  const storageState = await page.context().storageState();
  const elsewhere = await (await browser.newContext({ storageState })).newPage();
  await elsewhere.goto(kinora.url);
  await elsewhere.locator('#bell').waitFor();
  const { video_id } = await uploadAndSettle(creator.client, clipPath);
  await counts(elsewhere, '1');
  await elsewhere.getByRole('button', { name: 'Notifications, 1 unread' }).click();
  await elsewhere.locator('.bell-list a').filter({ hasText: 'clip.mp4' }).click();
  await elsewhere.waitForURL(`**/watch/${video_id}*`);
  await page.locator('.bell-count').waitFor({ state: 'hidden' });
  for (const each of [page, elsewhere]) await each.context().close();
}, 120_000);

test('all open pages of a browser show the same count over one stream; when its page is closed another goes on', async () => {
  const first = await openAs('dora_has_tabs', 'about:blank');
  const context = first.context();
  const holders = new Set<string>();
  context.on('request', (request) => {
    if (!request.url().includes('/notifications/stream')) return;
    holders.add(request.frame().page() === first ? 'the first' : 'another');
  });
  const opened = first.waitForRequest('**/notifications/stream*');
  await first.goto(kinora.url);
  await opened;
  const others = [await context.newPage(), await context.newPage()];
  for (const page of others) {
    await page.goto(kinora.url);
    await page.locator('#bell').waitFor();
  }
  const eve = await openAs('eve_answers', kinora.url);
  const [one, another] = [await say(first, 'Who is there?', null), await say(first, 'And who else?', null)];
  await say(eve, 'Me', one);
  await Promise.all([first, ...others].map((page) => counts(page, '1')));
  expect([...holders]).toEqual(['the first']);

  await say(eve, 'Only me', another); // on its way while the page with the stream goes
  await first.close();
  await Promise.all(others.map((page) => counts(page, '2')));
  await others[0]?.getByRole('button', { name: 'Notifications, 2 unread' }).click();
  await Promise.all(others.map((page) => page.locator('.bell-count').waitFor({ state: 'hidden' })));
  await context.close();
}, 120_000);

test('the bell of a page that is open goes on after origin was killed, and has what came in between', async () => {
  const fay = await openAs('fay_waits', kinora.url);
  await fay.locator('#bell').waitFor();
  const gus = await openAs('gus_answers', kinora.url);
  const [one, another] = [await say(fay, 'Are you there?', null), await say(fay, 'Still?', null)];
  await say(gus, 'Yes', one);
  await counts(fay, '1');
  process.kill(kinora.servicePid('origin'), 'SIGKILL');
  await waitFor(() => say(gus, 'Yes, still', another), {
    timeoutMs: 30_000,
    intervalMs: 250,
    what: 'origin to be back',
  });
  await counts(fay, '2');
  for (const page of [fay, gus]) await page.context().close();
}, 90_000);
