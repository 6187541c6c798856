import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ApiClient } from '../shared/client/api-client.ts';
import type { ViewDays } from '../shared/contracts/views.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openWatchPage } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

const CLIP_SEC = 16;

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let creator: { client: ApiClient; accessToken: string };
let videoId: string;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  const clip = { durationSec: CLIP_SEC, width: 320, height: 180, frameRate: 25 };
  kinora = await runKinora(['start'], { KINORA_VIEW_MIN_WATCH_SEC: '3' });
  await Promise.all([makeClip({ path, ...clip, audio: true }), kinora.ready()]);
  creator = await newCreator(kinora);
  videoId = (await uploadAndSettle(creator.client, path)).video_id;
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** What the creator is told of the days of their video. */
async function viewDays(): Promise<ViewDays['days']> {
  const response = await fetch(`${kinora.url}/api/v1/videos/${videoId}/view-days`, {
    headers: { authorization: `Bearer ${creator.accessToken}` },
  });
  return ((await response.json()) as ViewDays).days;
}

const position = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
const playUntil = (page: Page, sec: number) =>
  page.waitForFunction((end) => (document.querySelector('video')?.currentTime ?? 0) >= end, sec, { timeout: 30_000 });

test('a viewer in Chromium is one view, watched for as long as the picture moved', async () => {
  const page = await openWatchPage(browser, `${kinora.url}/watch/${videoId}`);
  await playUntil(page, 3);
  await page.evaluate(() => document.querySelector('video')?.pause());
  const pausedSec = await position(page);
  await page.evaluate(async () => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    video.currentTime = 8;
    await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    await video.play();
  });
  await playUntil(page, 10);
  const leftSec = await position(page);
  await page.goto('about:blank'); // the last report goes out with the page, which plays on until then
  const watchedSec = pausedSec + (leftSec - 8);
  const days = await waitFor(
    async () => {
      const found = await viewDays();
      return found.some((day) => day.watched_sec >= watchedSec - 1) && found;
    },
    { timeoutMs: 20_000, what: `${watchedSec} s of watch time` },
  );
  await page.close(); // only now: with the browser's context go the requests that are still under way
  expect(days.reduce((sum, day) => sum + day.view_count, 0)).toBe(1);
  // At most to the clip's end, without what was jumped over.
  expect(days.reduce((sum, day) => sum + day.watched_sec, 0)).toBeLessThan(pausedSec + (CLIP_SEC - 8) + 1);
  expect((await creator.client.video(videoId)).view_count).toBe(1);
}, 60_000);

test('a viewer who looks in for a moment is none', async () => {
  const watched = async () => (await viewDays()).reduce((sum, day) => sum + day.watched_sec, 0);
  const before = await watched();
  const page = await openWatchPage(browser, `${kinora.url}/watch/${videoId}`);
  await page.waitForFunction(
    () => {
      const video = document.querySelector('video');
      if (!video || video.currentTime < 0.5) return false;
      video.pause();
      return true;
    },
    null,
    { timeout: 30_000 },
  );
  await page.goto('about:blank');
  await waitFor(async () => (await watched()) > before, { timeoutMs: 20_000, what: 'its report to be counted' });
  await page.close();
  expect((await creator.client.video(videoId)).view_count).toBe(1);
}, 60_000);
