import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let watchUrl: string;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start']);
  await Promise.all([makeClip({ path, durationSec: 4, width: 256, height: 144, frameRate: 10 }), kinora.ready()]);
  watchUrl = `${kinora.url}/watch/${(await uploadAndSettle((await newCreator(kinora)).client, path)).video_id}`;
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
