import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { runFfmpeg } from '../testkit/fixtures.ts';
import { tempDir, waitFor } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { makeSite } from './pages/make-site.ts';
import type { Site } from './pages/site-pages.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** Captions are written beside the player, and a frame that it shows becomes the picture of the video. */
let kinora: RunningKinora;
let browser: Browser;
let creator: BrowserContext;
let page: Page;
let site: Site;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start']);
  // Red for two seconds, then blue.
  const colour = (name: string) => ['-f', 'lavfi', '-i', `color=${name}:s=256x144:r=10:d=2`];
  const argv = [...colour('red'), ...colour('blue'), '-filter_complex', 'concat=n=2', '-pix_fmt', 'yuv420p', path];
  await Promise.all([runFfmpeg(argv), kinora.ready()]);
  browser = await launchBrowser();
  creator = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  site = await makeSite(kinora, creator, [{ title: 'Two colours', path }]);
  page = await creator.newPage();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const captionsPage = (language: string) => `${kinora.url}/studio/videos/${site.videoId}/captions/${language}`;
const api = (path: string) => `${kinora.url}/api/v1/videos/${site.videoId}${path}`;
const kept = async (language: string) => (await creator.request.get(api(`/captions/${language}`))).text();
const field = (name: string) => page.getByLabel(name, { exact: true });
const tool = (name: string) => page.locator('.cue-tools').getByRole('button', { name, exact: true });
const news = (words: string) => page.locator('[data-news]', { hasText: words }).waitFor();
const texts = () =>
  page.locator('.cue textarea').evaluateAll((all) => all.map((each) => (each as HTMLTextAreaElement).value));
/** What stands on the picture now. */
const shown = () =>
  page.evaluate(() => {
    const [track] = document.querySelector('video')?.textTracks ?? [];
    return [...(track?.activeCues ?? [])].map((cue) => (cue as VTTCue).text);
  });
async function seek(positionSec: number): Promise<void> {
  await page.evaluate(async (position) => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    video.pause();
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = position;
    await seeked;
  }, positionSec);
}
async function play(): Promise<void> {
  await page.getByRole('button', { name: 'Play the video' }).click();
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
}

test('captions are written beside the player, which shows them while they are written', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(captionsPage('new'));
  await page.getByText('No captions yet.').waitFor();
  expect(asked.filter((url) => /\/p\/.+\.(m4s|mp4|mpd|m3u8)/.test(url))).toEqual([]);
  await play();
  await seek(1);
  await page.getByRole('button', { name: 'Add a caption' }).click();
  expect(await field('Start of caption 1').inputValue()).toBe('00:00:01.000');
  await field('Text of caption 1').fill('Everything is red & warm');
  await waitFor(async () => (await shown()).join() === 'Everything is red &amp; warm');

  await tool('Split').click();
  expect(await texts()).toEqual(['Everything is', 'red & warm']);
  expect(await field('Start of caption 2').inputValue()).toBe('00:00:02.000');
  await seek(3.5);
  await field('Text of caption 2').focus();
  await tool('Ends now').click();
  expect(await field('End of caption 2').inputValue()).toBe('00:00:03.500');
  await tool('Add after').click();
  await field('Text of caption 3').fill('gone');
  await tool('Delete').click();
  await field('Start of caption 2').focus();
  await tool('Play from here').click();
  await page.waitForFunction(() => document.querySelectorAll('.cue')[1]?.classList.contains('cue-now'));

  await field('Language of the captions').fill('english');
  await page.getByRole('button', { name: 'Save' }).click();
  await news('This is not a language.');
  await field('Language of the captions').fill('en');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(captionsPage('en?done=1'));
  expect(await texts()).toEqual(['Everything is', 'red & warm']);
  expect(await kept('en')).toBe(
    'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nEverything is\n\n00:00:02.000 --> 00:00:03.500\nred &amp; warm\n',
  );
}, 60_000);

test('what is wrong is said beside the caption, and nothing is saved until it is right', async () => {
  await page.goto(captionsPage('en'));
  await field('Text of caption 1').focus();
  await tool('Merge with the next').click();
  expect(await texts()).toEqual(['Everything is\nred & warm']);
  await tool('Add after').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await news('1 caption cannot be saved like this.');
  expect(await page.locator('.cue [data-problem]:visible').allTextContents()).toEqual(['It has no text.']);
  expect(await field('Text of caption 2').evaluate((each) => each === document.activeElement)).toBe(true);
  await field('Text of caption 2').fill('Blue');
  await field('Start of caption 2').fill('later');
  await field('End of caption 2').fill('4');
  await page.getByText('The start is not a time.').waitFor();
  await field('Start of caption 2').fill('3.2');
  await field('Text of caption 2').focus();
  await page.getByText('It begins before another one ends').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await news('Saved.');
  expect(await kept('en')).toContain('\n\n00:00:03.200 --> 00:00:04.000\nBlue\n');
}, 60_000);

test('viewers get what was written', async () => {
  const manifest = async () => {
    const session = await creator.request.post(api('/playback'), { headers: { origin: kinora.url } });
    return (await creator.request.get(((await session.json()) as { hls_url: string }).hls_url)).text();
  };
  await waitFor(async () => /TYPE=SUBTITLES.*LANGUAGE="en"/.test(await manifest()), { timeoutMs: 120_000 });
}, 150_000);

test('without scripts, captions are a text in a form', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await creator.storageState() });
  const form = await plain.newPage();
  await form.goto(captionsPage('new'));
  const text = () => form.getByLabel('Captions as WebVTT');
  const language = () => form.getByLabel('Language of the captions');
  const save = () => form.getByRole('button', { name: 'Save' }).click();
  await language().fill('EN');
  await text().fill('WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nأحمر\n');
  await save();
  expect(await form.getByRole('alert').textContent()).toStartWith('There are captions in this language already.');
  await language().fill('ar');
  await text().fill('WEBVTT\n\n00:00:00.500 --> 00:00:00.100\nأحمر\n');
  await save();
  expect(await form.getByRole('alert').textContent()).toStartWith('Line 3 cannot be read.');
  expect(await text().inputValue()).toContain('أحمر');
  await text().fill('WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nأحمر\n');
  await save();
  expect(form.url()).toBe(captionsPage('ar?done=1'));
  expect(await text().inputValue()).toBe('WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nأحمر\n');
  await form.goto(captionsPage('fr'));
  expect(await form.getByRole('heading', { level: 1 }).textContent()).not.toContain('Captions');
  await plain.clearCookies();
  await form.goto(captionsPage('ar'));
  expect(new URL(form.url()).pathname).toBe('/account/sign-in');
  await plain.close();
}, 60_000);

test('the frame that the player shows becomes the picture of the video', async () => {
  const videoPage = `${kinora.url}/studio/videos/${site.videoId}`;
  /** Red, green and blue in the middle of the picture on the page. */
  const colour = () =>
    page.locator('#thumbnail .thumb img').evaluate(async (image) => {
      const picture = image as HTMLImageElement;
      await picture.decode();
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context?.drawImage(picture, -10, -10);
      const [red = 0, , blue = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
      return red > blue ? 'red' : 'blue';
    });
  const take = async (positionSec: number) => {
    await seek(positionSec);
    await page.getByRole('button', { name: 'Take the frame that is shown now' }).click();
    await page.locator('[data-frame-news]', { hasText: 'The picture is changed.' }).waitFor();
    return colour();
  };
  for (const [positionSec, expected] of [
    [3, 'blue'],
    [1, 'red'],
  ] as const) {
    await page.goto(videoPage);
    await page.getByText('Take another frame of the video').click();
    await page.getByRole('button', { name: 'Take the frame that is shown now' }).click();
    await page.getByText('Play the video to the frame first.').waitFor();
    await play();
    expect(await take(positionSec)).toBe(expected);
    const isThere = async () => {
      await page.goto(videoPage);
      return (await colour()) === expected;
    };
    await waitFor(isThere, { timeoutMs: 30_000, what: 'the page to have the picture' });
  }
}, 120_000);
