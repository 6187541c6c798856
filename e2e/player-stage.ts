import { expect } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { makeClip, runFfmpeg } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openFrugally } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { runKinora } from './running-kinora.ts';

export const CLIP_SEC = 40;
const description = 'We walked.\n\n0:00 The bridge\n0:12 Along the water\n0:25 Home again';

export type PlayerStage = Awaited<ReturnType<typeof openPlayerStage>>;

/** A running Kinora with a video that has two rungs, two languages, captions in both, and chapters; and a browser. */
export async function openPlayerStage() {
  const scratch = await tempDir();
  const kinora = await runKinora(['start']);
  const browser: Browser = await launchBrowser();
  const [, clip] = await Promise.all([kinora.ready(), makeTalkingClip(scratch.path)]);
  const { client } = await newCreator(kinora);
  const { video_id: videoId } = await uploadAndSettle(client, clip);
  await client.updateVideo(videoId, { title: 'A walk along the river', description });
  const short = join(scratch.path, 'short.mp4');
  await makeClip({ path: short, durationSec: 2, width: 256, height: 144, frameRate: 10 });
  const { video_id: shortId } = await uploadAndSettle(client, short);
  const watchUrl = (query = '') => `${kinora.url}/watch/${videoId}${query}`;

  return {
    kinora,
    browser,
    videoId,
    /** Of another video, two seconds long. */
    shortId,
    watchUrl,
    /** A browser that has been nowhere, on the watch page; its video is loaded, and fetches no more than it needs. */
    async open(
      query = '',
      options: BrowserContextOptions = {},
      prepare: (page: Page) => Promise<unknown> = async () => {},
    ) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      await prepare(page);
      await openFrugally(page, watchUrl(query), 6);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await kinora.stop();
      await scratch.remove();
    },
  };
}

async function makeTalkingClip(dir: string): Promise<string> {
  const [picture, en, fr, path] = ['picture.mp4', 'en.srt', 'fr.srt', 'walk.mkv'].map((name) => join(dir, name));
  if (!picture || !en || !fr || !path) throw new Error('no paths');
  await Bun.write(en, captions('Hello'));
  await Bun.write(fr, captions('Bonjour'));
  await makeClip({ path: picture, durationSec: CLIP_SEC, width: 426, height: 240, frameRate: 10 });
  const languages = ['eng', 'fra'].flatMap((language, index) =>
    ['a', 's'].flatMap((kind) => [`-metadata:s:${kind}:${index}`, `language=${language}`]),
  );
  await runFfmpeg([
    ...['-i', picture, '-f', 'lavfi', '-i', `sine=880:r=48000:d=${CLIP_SEC}`, '-i', en, '-i', fr],
    ...['-map', '0:v', '-map', '0:a', '-map', '1:a', '-map', '2:s', '-map', '3:s'],
    ...['-c:v', 'copy', '-c:a', 'aac', '-c:s', 'srt', ...languages, path],
  ]);
  return path;
}

/** One caption for each four seconds, numbered. */
function captions(word: string): string {
  const time = (sec: number) => `00:00:${String(sec).padStart(2, '0')}`;
  return Array.from(
    { length: CLIP_SEC / 4 },
    (_, index) => `${index + 1}\n${time(index * 4)},000 --> ${time(index * 4 + 3)},900\n${word} ${index}\n`,
  ).join('\n');
}

/** What a viewer would see of the player's state. */
export const look = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    const shown = [...video.textTracks].find(({ kind, mode }) => kind !== 'metadata' && mode === 'showing');
    return {
      positionSec: video.currentTime,
      isPaused: video.paused,
      isMuted: video.muted,
      volume: video.volume,
      rate: video.playbackRate,
      height: video.videoHeight,
      captions: shown?.language ?? null,
      isTheatre: document.documentElement.dataset.theatre !== undefined,
      isFullscreen: document.fullscreenElement?.id ?? null,
    };
  });

/** Presses play, as it were; the promise of the element itself waits for its media. */
export const play = (page: Page) =>
  page.evaluate(() => {
    document
      .querySelector('video')
      ?.play()
      .catch(() => undefined);
  });

/** Waits until the video has come to `positionSec`; says how it stands where it does not. */
export async function playedTo(page: Page, positionSec: number): Promise<void> {
  const isThere = (sec: number) => (document.querySelector('video')?.currentTime ?? 0) >= sec;
  await page.waitForFunction(isThere, positionSec, { timeout: 30_000 }).catch(async (error: unknown) => {
    const state = await page.evaluate(() => {
      const video = document.querySelector('video');
      const said = document.querySelector('.player-message')?.textContent;
      const { networkState, readyState, paused, currentTime, src } = video ?? {};
      const asked = performance.getEntriesByType('resource').map(({ name, duration }) => [name, Math.round(duration)]);
      return { networkState, readyState, paused, currentTime, src, said, asked: asked.slice(-12) };
    });
    throw new Error(`the video has not come to ${positionSec} s: ${JSON.stringify(state)}`, { cause: error });
  });
}

export type Look = Awaited<ReturnType<typeof look>>;

/** Waits until what a viewer sees is as `expected`. */
export async function sees(page: Page, expected: Partial<Look>, what: string): Promise<Look> {
  let seen: Look | undefined;
  const isThere = async () => {
    seen = await look(page);
    const now = seen;
    return Object.entries(expected).every(([name, value]) => {
      const is = now[name as keyof Look]; // a name of Partial<Look>
      return typeof value === 'number' && typeof is === 'number' ? Math.abs(is - value) < 0.04 : is === value;
    });
  };
  await waitFor(isThere, { timeoutMs: 10_000, what }).catch(() => expect({ what, ...seen }).toMatchObject(expected));
  return look(page);
}
