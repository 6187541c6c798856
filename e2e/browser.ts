import type { Browser, Page } from 'playwright-core';
import { readFrameNumber } from '../testkit/frame-code.ts';
import type {} from '../web/player/test-hook.ts'; // declares window.kinora

export { launchBrowser } from './launch-browser.ts';

/** Opens a watch page and resolves once its video has begun to move; `prepare` runs before the page is loaded. */
export async function openWatchPage(
  browser: Browser,
  url: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await prepare(page);
  await page.goto(url);
  await page.waitForFunction(() => window.kinora);
  await page.evaluate(async () => {
    await window.kinora?.start();
    await window.kinora?.video.play();
  });
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2, null, {
    timeout: 30_000,
  });
  return page;
}

/** Makes `page` a watch page whose player fetches no more than `aheadSec` before it needs it. Its video is loaded, not playing. */
export async function openFrugally(page: Page, url: string, aheadSec: number): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => window.kinora);
  await page.evaluate(async (bufferingGoal) => {
    // The player is there between its making and its first segment.
    const timer = setInterval(() => {
      if (window.kinora?.player?.configure({ streaming: { bufferingGoal } })) clearInterval(timer);
    });
    await window.kinora?.start();
  }, aheadSec);
}

/** The number burnt into the frame that the page shows now, read from the decoded pixels. */
export function shownFrameNumber(page: Page): Promise<number | null> {
  // Decoded in the page: the pixels of a frame would take seconds to travel.
  return page.evaluate<number | null>(`(() => {
    const video = document.querySelector('video');
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return (${readFrameNumber})(data, width, height);
  })()`);
}

/** Pauses, seeks and resolves when the frame of that time is decoded. */
export async function seek(page: Page, positionSec: number): Promise<void> {
  await page.evaluate(async (position) => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    video.pause();
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = position;
    await seeked;
  }, positionSec);
}

/** Fixes the player to the rendition of `height` and throws away what it has buffered of others. */
export async function selectHeight(page: Page, height: number): Promise<void> {
  await page.evaluate((wanted) => {
    const player = window.kinora?.player;
    const track = player?.getVariantTracks().find((candidate) => candidate.height === wanted);
    if (!player || !track) throw new Error(`no rendition of height ${wanted}`);
    player.configure({ abr: { enabled: false } });
    player.selectVariantTrack(track, true);
  }, height);
}
