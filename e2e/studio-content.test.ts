import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { uploadFile } from '../cli/upload/upload-file.ts';
import type { ApiClient } from '../shared/client/api-client.ts';
import type { Playlist, PlaylistItems } from '../shared/contracts/playlists.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { settled } from './creator.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let context: BrowserContext;
let client: ApiClient;
let scratch: Awaited<ReturnType<typeof tempDir>>;
const ids = new Map<string, string>();

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start'], { KINORA_OPEN_UPLOADS: '40' });
  await Promise.all([makeClip({ path, durationSec: 1, width: 128, height: 72, frameRate: 10 }), kinora.ready()]);
  browser = await launchBrowser();
  context = await browser.newContext();
  await signUpInBrowser(context, kinora.url, 'tom_has_videos');
  const access = (await context.cookies()).find(({ name }) => name.endsWith('kinora_access'))?.value;
  client = kinora.client(access);
  const { video_id } = await uploadFile(client, path, { details: { title: 'Made', visibility: 'public' } });
  ids.set('Made', video_id);
  // Of these only the upload was begun: the table has them all the same.
  for (const [title, visibility] of [
    ['Left one', 'private'],
    ['Left two', 'private'],
    ['To go', 'unlisted'],
  ] as const) {
    const file = { filename: `${title}.mp4`, size_bytes: 100, mime: 'video/mp4' };
    ids.set(title, (await client.createUpload({ ...file, title, visibility })).video_id);
  }
  await settled(client, video_id);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const idOf = (title: string) => ids.get(title) ?? '';
const titles = (page: Page) => page.locator('.content-title a:first-child').allTextContents();
/** Presses what leads to another page, and waits for that. */
async function follow(page: Page, role: 'button' | 'link', name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name, exact: true }).click()]);
}
const notice = (page: Page) => page.locator('.studio-page > .done').textContent();
async function withPage(use: (page: Page) => Promise<void>, options = {}, path = '/studio'): Promise<void> {
  const own = await browser.newContext({ ...options, storageState: await context.storageState() });
  const page = await own.newPage();
  try {
    await page.goto(kinora.url + path);
    await use(page);
  } finally {
    await own.close();
  }
}

test('without JavaScript the table is filtered, sorted and changed by its forms', async () => {
  await withPage(
    async (page) => {
      expect(await titles(page)).toEqual(['To go', 'Left two', 'Left one', 'Made']);
      expect(await page.locator('tr', { hasText: 'Made' }).textContent()).toContain('Ready');
      await page.getByLabel('Title contains').fill('left');
      await page.getByLabel('Sorted by').selectOption('Oldest');
      await follow(page, 'button', 'Show');
      expect(await titles(page)).toEqual(['Left one', 'Left two']);

      await page.getByLabel('Choose “Left one”').check();
      await page.getByLabel('New visibility').selectOption('Public');
      await follow(page, 'button', 'Set visibility');
      expect(await notice(page)).toBe('Changed 1 video.');
      // The filters are as they were.
      expect(await titles(page)).toEqual(['Left one', 'Left two']);
      expect((await client.video(idOf('Left one'))).visibility).toBe('public');
      expect((await client.video(idOf('Left two'))).visibility).toBe('private');

      await follow(page, 'button', 'Set visibility');
      expect(await page.getByRole('alert').textContent()).toBe('Choose at least one video first.');
      await page.goto(`${kinora.url}/studio?q=nothing+like+it`);
      await follow(page, 'link', 'Show all');
      expect(await titles(page)).toHaveLength(4);
    },
    { javaScriptEnabled: false },
  );
}, 60_000);

test('several are put into a playlist at once, and what is in there already is said', async () => {
  const made = await fetch(`${kinora.url}/api/v1/playlists`, {
    method: 'POST',
    headers: { cookie: await cookies(), origin: kinora.url, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Best of' }),
  });
  const { playlist_id } = (await made.json()) as Playlist; // our own contract
  await withPage(async (page) => {
    const add = page.getByRole('button', { name: 'Add to playlist' });
    expect(await add.isDisabled()).toBe(true);
    await page.getByLabel('Choose all on this page').check();
    expect(await page.locator('[data-chosen]').textContent()).toBe('4 chosen');
    await page.getByLabel('Choose “To go”').uncheck();
    expect(await page.locator('[data-chosen]').textContent()).toBe('3 chosen');
    await follow(page, 'button', 'Add to playlist');
    await page.getByText('Added 3 videos to the playlist.').waitFor();
    await page.getByLabel('Choose “Made”').check();
    await follow(page, 'button', 'Add to playlist');
    await page.getByText('1 could not be changed').waitFor();
  });
  const items = await fetch(`${kinora.url}/api/v1/playlists/${playlist_id}/items`, {
    headers: { cookie: await cookies() },
  });
  expect(((await items.json()) as PlaylistItems).items).toHaveLength(3);
}, 60_000);

const cookies = async () => (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

test('deleting asks first, with the names, and a viewer cannot watch any more at once', async () => {
  const playback = async () =>
    (await fetch(`${kinora.url}/api/v1/videos/${idOf('Made')}/playback`, { method: 'POST' })).status;
  await withPage(async (page) => {
    const choose = async () => {
      await page.getByLabel('Choose “Made”').check();
      await page.getByLabel('Choose “To go”').check();
      await follow(page, 'button', 'Delete');
    };
    expect(await playback()).toBe(200);
    await choose();
    expect(await page.locator('h1').textContent()).toBe('Delete 2 videos for good?');
    expect(await page.locator('.delete-list li').allTextContents()).toEqual(['To go', 'Made']);
    await follow(page, 'link', 'Keep them');
    expect(await titles(page)).toContain('Made');
    await choose();
    await follow(page, 'button', 'Delete 2 videos');
    expect(await notice(page)).toBe('Deleted 2 videos.');
    expect(await titles(page)).toEqual(['Left two', 'Left one']);
    expect(await playback()).toBe(404);
  });
}, 60_000);

test('the state of a video that is being made follows it until it is ready', async () => {
  const path = join(scratch.path, 'longer.mp4');
  await makeClip({ path, durationSec: 6, width: 640, height: 360, frameRate: 25 });
  const { video_id } = await uploadFile(client, path, { details: { title: 'In the making' } });
  await withPage(async (page) => {
    const row = page.locator(`tr[data-video-id="${video_id}"]`);
    await row.getByText('Ready').waitFor({ timeout: 90_000 });
    await row.getByRole('link', { name: 'Watch: In the making' }).waitFor();
    expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1);
  });
}, 120_000);

test('the forms of another site change nothing', async () => {
  const answer = await fetch(`${kinora.url}/studio/change-videos`, {
    method: 'POST',
    headers: {
      cookie: await cookies(),
      origin: 'https://evil.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ action: 'delete', confirmed: '1', [`video.${idOf('Left one')}`]: '1' }),
  });
  expect(answer.status).toBe(403);
  expect((await client.video(idOf('Left one'))).title).toBe('Left one');
});

test('a long list has pages, each video once', async () => {
  for (let at = 0; at < 26; at++)
    await client.createUpload({ filename: 'many.mp4', size_bytes: 100, mime: 'video/mp4', title: `Many ${at}` });
  await withPage(
    async (page) => {
      const first = await titles(page);
      await follow(page, 'link', 'Next page');
      const second = await titles(page);
      expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([24, 2, 26]);
      await follow(page, 'link', 'First page');
      expect(await titles(page)).toEqual(first);
    },
    { javaScriptEnabled: false },
    '/studio?q=many',
  );
}, 60_000);
