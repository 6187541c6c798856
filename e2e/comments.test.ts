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
let [ada, bob]: Page[] = [];

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start'], { KINORA_COMMENTS_PER_MINUTE: '1000' });
  await Promise.all([makeClip({ path, durationSec: 10, width: 256, height: 144, frameRate: 10 }), kinora.ready()]);
  const report = await uploadAndSettle((await newCreator(kinora)).client, path);
  watchUrl = `${kinora.url}/watch/${report.video_id}`;
  browser = await launchBrowser();
  [ada, bob] = await Promise.all([openAs('ada_watches', watchSockets), openAs('bob_watches')]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

type Watched = Window & {
  sockets?: WebSocket[];
  isCut?: boolean;
  /** Lets the page hear what was held back; false while that is nothing. */
  tellHeld?: () => boolean;
};

/** Keeps what the room tells of new comments from the page. */
function holdNewComments(): void {
  const held: (() => void)[] = [];
  const { WebSocket: Original } = window;
  window.WebSocket = class extends Original {
    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      super.onmessage = (event) => {
        const tell = () => listener?.(event);
        if (String(event.data).includes('comment.created')) held.push(tell);
        else tell();
      };
    }
  };
  (window as Watched).tellHeld = () => {
    for (const tell of held) tell();
    return held.length > 0;
  };
}

/** Keeps the page's sockets where a test can close them, and lets none through while `isCut`. */
function watchSockets(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const watched: Watched = window;
    watched.sockets = [];
    const { WebSocket: Original } = window;
    window.WebSocket = class extends Original {
      constructor(url: string | URL) {
        super(watched.isCut ? 'ws://127.0.0.1:1' : url);
        watched.sockets?.push(this);
      }
    };
  });
}

/** A browser of its own, signed in as somebody new, on the watch page. */
async function openAs(username: string, prepare: (page: Page) => Promise<unknown> = async () => {}): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(kinora.url);
  const status = await page.evaluate(async (name) => {
    const body = { email: `${name}@example.org`, password: 'correct horse battery', username: name, cookies: true };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }, username);
  expect(status).toBe(201);
  await prepare(page);
  await page.goto(watchUrl);
  await page.waitForSelector('#comments[data-live] #comment-form textarea');
  return page;
}

function pageOf(page: Page | undefined): Page {
  if (!page) throw new Error('no page was opened');
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.fill('#comment-form textarea', text);
  await page.click('#comment-form [type=submit]');
  await comment(page, text).waitFor();
}

/** The comment that says `text`, without those below it. */
const comment = (page: Page, text: string) =>
  page
    .locator('.comment:not(.pending) > article')
    .filter({ has: page.locator('.comment-text').filter({ hasText: text }) });
const press = (page: Page, text: string, action: string) =>
  comment(page, text).locator(`[data-action=${action}]`).click();
const isLiked = (page: Page, text: string, times: string, timeout = 10_000) =>
  comment(page, text).getByText(times, { exact: true }).waitFor({ timeout });

test('two people on one page see each other comment, reply, like, edit and delete, live', async () => {
  const [one, other] = [pageOf(ada), pageOf(bob)];
  await say(one, 'First!');
  await comment(other, 'First!').waitFor();
  await press(other, 'First!', 'like');
  await isLiked(one, 'First!', '1');

  await press(other, 'First!', 'reply');
  await other.fill('.comment-list form textarea', 'Hello Ada');
  await other.click('.comment-list form [type=submit]');
  await comment(one, 'Hello Ada').waitFor();
  await one.getByRole('heading', { name: '2 comments', exact: true }).waitFor();

  await press(other, 'Hello Ada', 'edit');
  await other.fill('.comment-list form textarea', 'Hello @ada_watches');
  await other.click('.comment-list form [type=submit]');
  await comment(one, 'Hello @ada_watches').locator('[data-edited]').waitFor();

  // Another's comment waits above the list; a reader says when it may come in.
  await say(other, 'Second');
  await one.getByRole('button', { name: '1 new comment' }).click();
  await comment(one, 'Second').waitFor();

  one.on('dialog', (dialog) => void dialog.accept());
  await press(one, 'First!', 'delete');
  await other.getByText('This comment was deleted.').waitFor();
  expect(await comment(other, 'Hello @ada_watches').count()).toBe(1);
}, 60_000);

test('a time in a comment takes the player there; links carry nobody away with the page', async () => {
  const page = pageOf(ada);
  await say(page, 'look at 0:07 and https://example.org/x <b>not bold</b>');
  const words = comment(page, 'look at 0:07 and https://example.org/x <b>not bold</b>');
  const link = words.getByRole('link', { name: 'https://example.org/x' });
  expect([await link.getAttribute('rel'), await link.getAttribute('target')]).toEqual([
    'nofollow ugc noopener',
    '_blank',
  ]);
  await words.getByRole('link', { name: '0:07' }).click();
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) >= 6.9, null, {
    timeout: 20_000,
  });
  expect(page.url()).toBe(watchUrl);
}, 60_000);

test('who was cut off for a while finds everything once, and in order', async () => {
  const [one, other] = [pageOf(ada), pageOf(bob)];
  await one.route('**/room/events*', (route) => route.abort());
  await one.evaluate(() => {
    const watched: Watched = window;
    watched.isCut = true;
    for (const socket of watched.sockets ?? []) socket.close();
  });
  for (const text of ['while away 1', 'while away 2']) await say(other, text);
  await one.unrouteAll();
  const pill = one.getByRole('button', { name: '2 new comments' });
  const isBack = async () => {
    await one.evaluate(() => {
      (window as Watched).isCut = false;
      dispatchEvent(new Event('online')); // by now the page waits long between its tries
    });
    return pill.isVisible();
  };
  await waitFor(isBack, { timeoutMs: 30_000, intervalMs: 250, what: 'what was said meanwhile' });
  await pill.click();
  const texts = await one.locator('#comment-list > .comment > article .comment-text').allTextContents();
  expect(texts.slice(0, 2)).toEqual(['while away 2', 'while away 1']);
  expect(texts.filter((text) => text.startsWith('while away'))).toHaveLength(2);
}, 60_000);

test('what waits above the list goes on waiting when the list is read again', async () => {
  const [readAgain, isWaiting] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let reads = 0;
  const page = await openAs('dora_watches', (opening) =>
    opening.route('**/comments?sort=*', async (route) => {
      reads += 1;
      if (reads === 2) {
        readAgain.resolve();
        await isWaiting.promise;
      }
      const response = await route.fetch();
      const words = await response.text();
      const older = reads < 2 ? words : words.replace(/"total_count":\d+/, '"total_count":1');
      await route.fulfill({ response, body: older.replace('"Second"', `"Second, read ${reads} times"`) });
    }),
  );
  await readAgain.promise;
  await say(pageOf(bob), 'while it is read');
  const pill = page.getByRole('button', { name: '1 new comment' });
  await pill.waitFor();
  const told = await page.textContent('#comments-title');
  isWaiting.resolve();
  await comment(page, 'Second, read 2 times').waitFor();
  expect(await comment(page, 'while it is read').count()).toBe(0);
  expect(await page.textContent('#comments-title')).toBe(told);
  await pill.click();
  expect(await comment(page, 'while it is read').count()).toBe(1);
  await page.context().close();
}, 60_000);

test('a comment that the list has before the room tells of it waits all the same, and once', async () => {
  const [readAgain, isPosted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let reads = 0;
  const page = await openAs('finn_watches', async (opening) => {
    await opening.addInitScript(holdNewComments);
    await opening.route('**/comments?sort=*', async (route) => {
      reads += 1;
      if (reads < 2) return route.continue();
      readAgain.resolve();
      await isPosted.promise;
      const isListed = async () => (await (await route.fetch()).text()).includes('read before it is told');
      await waitFor(isListed, { timeoutMs: 20_000, what: 'the list to have it' });
      return route.continue();
    });
  });
  await readAgain.promise;
  await say(pageOf(bob), 'read before it is told');
  isPosted.resolve();
  const pill = page.getByRole('button', { name: '1 new comment', exact: true });
  await pill.waitFor();
  expect(await comment(page, 'read before it is told').count()).toBe(0);
  await page.waitForFunction(() => (window as Watched).tellHeld?.());
  expect(await pill.isVisible()).toBe(true);
  await pill.click();
  expect(await comment(page, 'read before it is told').count()).toBe(1);
  await page.context().close();
}, 60_000);

test('where sockets are blocked, asking now and then brings the same', async () => {
  const page = await openAs('carl_watches', (opening) =>
    opening.addInitScript(() => {
      const Blocked = class extends EventTarget {
        onclose: (() => void) | null = null;
        constructor() {
          super();
          setTimeout(() => this.onclose?.());
        }
        close() {}
      };
      Object.assign(window, { WebSocket: Blocked });
    }),
  );
  await page.waitForResponse((response) => response.url().includes('/room/events?last_event_id='));
  await say(pageOf(bob), 'for who asks');
  await page.getByRole('button', { name: '1 new comment' }).click({ timeout: 20_000 });
  await press(pageOf(bob), 'for who asks', 'like');
  await isLiked(page, 'for who asks', '1', 20_000);
  await page.context().close();
}, 60_000);

test('without JavaScript the thread is there to read, in every order', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${watchUrl}?comments=oldest`);
  const texts = await page.locator('#comment-list > .comment > article .comment-text').allTextContents();
  expect(texts.slice(0, 2)).toEqual(['This comment was deleted.', 'Second']);
  expect(await page.getByText('Hello @ada_watches').isVisible()).toBe(true);
  expect(await page.locator('#comments button:visible').count()).toBe(0);
  await page.getByRole('link', { name: 'Newest' }).click();
  expect(await page.locator('#comment-list .comment-text').first().textContent()).toBe('for who asks');
  await page.context().close();
}, 30_000);

test('what goes wrong is said, and no words are lost', async () => {
  const page = pageOf(bob);
  await page.route('**/api/v1/videos/*/comments', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await page.fill('#comment-form textarea', 'into a broken line');
  await page.click('#comment-form [type=submit]');
  await page.getByText('There is no connection. Your words are still here').waitFor();
  expect(await page.inputValue('#comment-form textarea')).toBe('into a broken line');
  expect(await comment(page, 'into a broken line').count()).toBe(0);
  await page.unrouteAll();
  await page.click('#comment-form [type=submit]');
  await comment(page, 'into a broken line').waitFor();
  await pageOf(ada)
    .getByRole('button', { name: /new comment/ })
    .waitFor();
}, 30_000);
