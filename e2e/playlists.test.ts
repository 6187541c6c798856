import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ApiClient } from '../shared/client/api-client.ts';
import type { HistoryPage } from '../shared/contracts/history.ts';
import type { Playback } from '../shared/contracts/playback.ts';
import type { Playlist, PlaylistItem } from '../shared/contracts/playlists.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openWatchPage } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let creator: { client: ApiClient; accessToken: string };
let videoIds: string[];

beforeAll(async () => {
  scratch = await tempDir();
  const clip = { width: 320, height: 180, frameRate: 25, audio: true };
  const paths = [join(scratch.path, 'first.mp4'), join(scratch.path, 'second.mp4')] as const;
  kinora = await runKinora(['start']);
  await Promise.all([
    makeClip({ path: paths[0], durationSec: 12, ...clip }),
    makeClip({ path: paths[1], durationSec: 3, ...clip }),
    kinora.ready(),
  ]);
  creator = await newCreator(kinora);
  videoIds = [];
  for (const path of paths) videoIds.push((await uploadAndSettle(creator.client, path)).video_id);
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** As the creator, by the public host. */
async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${kinora.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${creator.accessToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as T;
}

test('a playlist plays on by itself', async () => {
  const [first = '', second = ''] = videoIds;
  const { playlist_id } = await ask<Playlist>('POST', '/playlists', { title: 'Mix', visibility: 'unlisted' });
  const add = (video_id: string) => ask<PlaylistItem>('POST', `/playlists/${playlist_id}/items`, { video_id });
  const [{ item_id }] = [await add(second), await add(first)];
  const page = await openWatchPage(browser, `${kinora.url}/watch/${second}?list=${playlist_id}&item=${item_id}`);
  await page.waitForURL((url) => url.pathname === `/watch/${first}`, { timeout: 20_000 });
  expect(new URL(page.url()).searchParams.get('list')).toBe(playlist_id);
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5, null, {
    timeout: 20_000,
  });
  await page.close();
}, 60_000);

test('what somebody signed in has begun goes on where they were, in the browser and by the API', async () => {
  const [first = ''] = videoIds;
  const context = await browser.newContext();
  try {
    await context.addCookies([{ name: 'kinora_access', value: creator.accessToken, url: kinora.url, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto(`${kinora.url}/watch/${first}`);
    await page.waitForFunction(() => window.kinora);
    await page.evaluate(async () => {
      await window.kinora?.start();
      await window.kinora?.video.play();
    });
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) >= 4, null, {
      timeout: 30_000,
    });
    await page.goto('about:blank');
    const entry = await waitFor(
      async () => {
        const { history } = await ask<HistoryPage>('GET', '/me/history?state=unfinished');
        const { resume_position_sec } = await ask<Playback>('POST', `/videos/${first}/playback`);
        const found = history.find(({ video_id, position_sec }) => video_id === first && position_sec >= 3);
        return found?.position_sec === resume_position_sec && found; // another report may come in between
      },
      { timeoutMs: 45_000, what: 'the history and the API to know' },
    );
    await page.goto(`${kinora.url}/watch/${first}`);
    await page.waitForFunction(() => window.kinora);
    await page.evaluate(() => window.kinora?.start());
    const isThere = (sec: number) => Math.abs((document.querySelector('video')?.currentTime ?? 0) - sec) < 1;
    await page.waitForFunction(isThere, entry.position_sec, { timeout: 20_000 });
  } finally {
    await context.close();
  }
}, 90_000);
