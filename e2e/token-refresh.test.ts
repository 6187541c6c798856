import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser, openFrugally, shownFrameNumber } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

// Tokens live 10 s; a player that keeps only 6 s ahead fetches the last of the clip after 16 s.
const tokenLifeSec = 10;
const aheadSec = 6;
const playbackRate = 1.25;
const clip = { durationSec: 26, width: 256, height: 144, frameRate: 25 };
const root = join(import.meta.dir, '..');

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
/** A page on another host that plays with hls.js as docs/own-player.md shows. */
let otherSite: ReturnType<typeof Bun.serve>;
let videoId: string;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start'], { KINORA_PLAYBACK_TTL_SECONDS: String(tokenLifeSec) });
  await Promise.all([makeClip({ path, ...clip, numbered: true }), kinora.ready()]);
  const report = await uploadAndSettle((await newCreator(kinora)).client, path);
  expect(report.status).toBe('ready');
  videoId = report.video_id;
  otherSite = await serveOtherSite();
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await otherSite?.stop(true);
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

async function serveOtherSite() {
  const guide = await Bun.file(join(root, 'docs/own-player.md')).text();
  const code = /```js\n(import Hls[\s\S]*?)```/.exec(guide)?.[1];
  if (!code) throw new Error('docs/own-player.md shows no hls.js code');
  const pageHtml = `<!doctype html><video muted playsinline width="256" height="144"></video><script type="module">
    import { playVideo } from '/play.js';
    const video = document.querySelector('video');
    window.hls = await playVideo(video, ${JSON.stringify(kinora.url)}, ${JSON.stringify(videoId)});
    window.hls.config.maxBufferLength = window.hls.config.maxMaxBufferLength = ${aheadSec};
    window.fatal = [];
    window.hls.on('hlsError', (_event, { fatal, details }) => fatal && window.fatal.push(details));
  </script>`;
  const type = (contentType: string) => ({ headers: { 'content-type': contentType } });
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/play.js') return new Response(code.replace("'hls.js'", "'/hls.mjs'"), type('text/javascript'));
      if (pathname === '/hls.mjs')
        return new Response(Bun.file(join(root, 'node_modules/hls.js/dist/hls.mjs')), type('text/javascript'));
      return new Response(pageHtml, type('text/html'));
    },
  });
}

/** Every token that media was asked for with, and each answer that was none. */
function watchMedia(page: Page) {
  const tokens = new Set<string>();
  const refusals: string[] = [];
  const seen = { tokens, refusals, firstExpiresAtSec: Number.POSITIVE_INFINITY, lastArrivedAtSec: 0 };
  page.on('response', (response) => {
    const token = /\/p\/([^/]+)\//.exec(response.url())?.[1];
    if (token === undefined || !response.url().endsWith('.m4s')) return;
    tokens.add(token);
    seen.firstExpiresAtSec = Math.min(seen.firstExpiresAtSec, Number(token.split('.')[1]));
    seen.lastArrivedAtSec = Date.now() / 1000;
    if (response.status() >= 400) refusals.push(`${response.status()} ${response.url()}`);
  });
  return seen;
}

/** Plays to the end; the frames that were seen on the way, and how often it had to wait for media. */
async function playThrough(page: Page): Promise<{ frames: number[]; waits: number }> {
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 3);
  await page.evaluate(async (rate) => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    video.playbackRate = rate;
    await video.play();
    video.dataset.waits = '0';
    video.addEventListener('waiting', () => {
      // For media that did not come: not for the machine, nor at the very end, until it is known to be the end.
      const { buffered, currentTime, duration } = video;
      const aheadSec = buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime;
      if (aheadSec < 0.5 && duration - currentTime > 1) video.dataset.waits = String(Number(video.dataset.waits) + 1);
    });
  }, playbackRate);
  const frames: number[] = [];
  while (!(await page.evaluate(() => document.querySelector('video')?.ended))) {
    const frame = await shownFrameNumber(page);
    if (frame !== null) frames.push(frame);
    await page.waitForTimeout(250);
  }
  return { frames, waits: Number(await page.evaluate(() => document.querySelector('video')?.dataset.waits)) };
}

const watch = (format: 'hls' | 'dash') => (page: Page) =>
  openFrugally(page, `${kinora.url}/watch/${videoId}?format=${format}`, aheadSec);

test.concurrent.each([
  ['Shaka Player, HLS', watch('hls')],
  ['Shaka Player, DASH', watch('dash')],
  ['hls.js on another site', (page: Page) => page.goto(otherSite.url.href)],
])(
  '%s plays on while its token expires and is renewed',
  async (_player, open) => {
    const page = await browser.newPage();
    try {
      const media = watchMedia(page);
      await open(page);
      const { frames, waits } = await playThrough(page);
      expect(media.refusals).toEqual([]);
      expect(media.tokens.size).toBeGreaterThanOrEqual(2);
      expect(media.lastArrivedAtSec).toBeGreaterThan(media.firstExpiresAtSec);
      expect(waits).toBe(0);
      expect(frames).toEqual(frames.toSorted((a, b) => a - b));
      expect(frames.at(-1) ?? 0).toBeGreaterThan(clip.durationSec * clip.frameRate - clip.frameRate);
      expect(await page.evaluate(() => document.querySelector('video')?.error)).toBeNull();
      expect(await page.evaluate('window.fatal ?? []')).toEqual([]);
    } finally {
      await page.close();
    }
  },
  120_000,
);
