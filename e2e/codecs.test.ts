import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openWatchPage, seek, shownFrameNumber } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let videoId: string;
const frameRate = 25;

beforeAll(async () => {
  scratch = await tempDir();
  const ladder = join(scratch.path, 'ladder.json');
  // The player takes the codec with fewer bytes, and test patterns need as many in either.
  await Bun.write(ladder, '{"x264Preset":"ultrafast","av1":{"preset":10,"crf":50,"maxrateFactor":0.5}}');
  kinora = await runKinora(['start'], { KINORA_LADDER: ladder });
  const path = join(scratch.path, 'clip.mp4');
  await Promise.all([makeClip({ path, durationSec: 6, width: 426, height: 240, frameRate }), kinora.ready()]);
  const { client } = await newCreator(kinora);
  const report = await uploadAndSettle(client, path);
  expect(report.renditions.map(({ codec }) => codec)).toEqual(['h264', 'h264']);
  videoId = report.video_id;
  await client.updateVideo(videoId, { codecs: ['h264', 'av1'] });
  await waitFor(
    async () => (await client.videoStatus(videoId)).renditions.filter(({ codec }) => codec === 'av1').length === 2,
    { timeoutMs: 60_000, what: 'the AV1 renditions' },
  );
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** A browser without AV1, for all that a page can find out. */
const withoutAv1 = (page: Page) =>
  page.addInitScript(() => {
    const isAv1 = (type: string | undefined) => type?.includes('av01') ?? false;
    const { isTypeSupported } = MediaSource;
    MediaSource.isTypeSupported = (type) => !isAv1(type) && isTypeSupported.call(MediaSource, type);
    const { canPlayType } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.canPlayType = function (type) {
      return isAv1(type) ? '' : canPlayType.call(this, type);
    };
    const { addSourceBuffer } = MediaSource.prototype;
    MediaSource.prototype.addSourceBuffer = function (type) {
      if (isAv1(type)) throw new DOMException('no AV1 here', 'NotSupportedError');
      return addSourceBuffer.call(this, type);
    };
    const capabilities = navigator.mediaCapabilities;
    const decodingInfo = capabilities.decodingInfo.bind(capabilities);
    capabilities.decodingInfo = async (configuration) => {
      const info = await decodingInfo(configuration);
      return isAv1(configuration.video?.contentType)
        ? { ...info, supported: false, smooth: false, powerEfficient: false }
        : info;
    };
  });

test.each([
  ['hls', 'av01'],
  ['dash', 'av01'],
  ['hls', 'avc1'],
  ['dash', 'avc1'],
] as const)(
  '%s plays in %s, as far as the browser can',
  async (format, codec) => {
    const complaints: string[] = [];
    const page = await openWatchPage(browser, `${kinora.url}/watch/${videoId}?format=${format}`, async (fresh) => {
      if (codec === 'avc1') await withoutAv1(fresh);
      fresh.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
      fresh.on('pageerror', (error) => complaints.push(error.message));
    });
    try {
      const active = await page.evaluate(() => window.kinora?.player?.getVariantTracks().find((track) => track.active));
      expect(active?.videoCodec).toStartWith(codec);
      await seek(page, 4.6);
      expect(Math.abs(((await shownFrameNumber(page)) ?? Number.NaN) / frameRate - 4.6)).toBeLessThanOrEqual(0.2);
      // What a slow answer has made the player leave out comes back after half a minute.
      const isWhole = () => window.kinora?.stats().heights.join() === '144,240';
      await page.waitForFunction(isWhole, null, { timeout: 40_000 });
      expect(await page.locator('.player-message:visible').count()).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
    }
  },
  90_000,
);
