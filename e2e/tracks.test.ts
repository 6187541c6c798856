import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ApiClient } from '../shared/client/api-client.ts';
import type { Playback } from '../shared/contracts/playback.ts';
import { makeClip, runFfmpeg } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openWatchPage } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { fetchText } from './media-set.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let creator: ApiClient;
let accessToken: string;
let videoId: string;

beforeAll(async () => {
  scratch = await tempDir();
  kinora = await runKinora(['start']);
  const [picture, srt, path] = ['picture.mp4', 'en.srt', 'clip.mkv'].map((name) => join(scratch.path, name));
  if (!picture || !srt || !path) throw new Error('no paths');
  await Promise.all([kinora.ready(), makeClip({ path: picture, durationSec: 5, width: 320, height: 180 })]);
  await Bun.write(srt, '1\n00:00:00,500 --> 00:00:04,000\nHello from the file\n');
  await runFfmpeg([
    ...['-i', picture, '-f', 'lavfi', '-i', 'sine=880:r=48000:d=5', '-i', srt],
    ...['-map', '0:v', '-map', '0:a', '-map', '1:a', '-map', '2:s', '-c:v', 'copy', '-c:a', 'aac', '-c:s', 'srt'],
    ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=fra', '-metadata:s:s:0', 'language=eng'],
    path,
  ]);
  ({ client: creator, accessToken } = await newCreator(kinora));
  const report = await uploadAndSettle(creator, path);
  expect(report.status).toBe('ready');
  videoId = report.video_id;
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const send = (path: string, type: string, body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${kinora.url}/api/v1/videos/${videoId}/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': type },
    body,
  });

/** A new session, once its set is another one than `than`'s. */
function newerSession(than: Playback): Promise<Playback> {
  const generation = (session: Playback) => session.hls_url.split('/').at(-3);
  return waitFor(
    async () => {
      const session = await creator.playback(videoId);
      return generation(session) === generation(than) ? null : session;
    },
    { timeoutMs: 60_000, what: 'a newer generation' },
  );
}

test('captions sent after the encoding are in both manifests and play; sessions before it go on', async () => {
  const before = await creator.playback(videoId);
  expect(await fetchText(before.hls_url)).toContain('TYPE=SUBTITLES,URI="captions-en.m3u8"');
  const response = await send('captions/fr', 'application/x-subrip', '1\n00:00:00,200 --> 00:00:04,500\nBonjour\n');
  expect(response.status).toBe(202);
  const after = await newerSession(before);
  expect(after.partial).toBe(false);

  const master = await fetchText(after.hls_url);
  expect(master).toMatch(/TYPE=SUBTITLES,URI="captions-fr.m3u8",GROUP-ID="captions",LANGUAGE="fr",NAME="Français"/);
  const playlistUrl = new URL('captions-fr.m3u8', after.hls_url).href;
  const segment = (await fetchText(playlistUrl)).split('\n').find((line) => line.endsWith('.vtt')) ?? '';
  const text = await fetch(new URL(segment, playlistUrl));
  expect(text.headers.get('content-type')).toContain('text/vtt');
  expect(await text.text()).toContain('Bonjour');
  expect(await fetchText(after.dash_url)).toMatch(/contentType="text" lang="fr"/);
  expect(await fetchText(before.hls_url)).not.toContain('captions-fr');
}, 90_000);

test.each(['hls', 'dash'])(
  'in Chromium, %s: captions, languages and pictures over the seek bar',
  async (format) => {
    const page = await openWatchPage(browser, `${kinora.url}/watch/${videoId}?format=${format}`);
    try {
      const tracks = await page.evaluate(() => {
        const shaka = window.kinora?.player;
        return {
          texts: shaka?.getTextTracks().map((track) => track.language),
          sounds: shaka?.getAudioTracks().map((track) => track.language),
        };
      });
      expect(tracks.texts?.toSorted()).toEqual(['en', 'fr']);
      expect(tracks.sounds?.toSorted()).toEqual(['en', 'fr']);
      await page.evaluate(() => {
        const shaka = window.kinora?.player;
        const french = shaka?.getTextTracks().find((track) => track.language === 'fr');
        if (shaka && french) shaka.selectTextTrack(french);
      });
      await page.waitForFunction(() =>
        [...(document.querySelector('video')?.textTracks ?? [])].some((track) =>
          [...(track.cues ?? [])].some((cue) => 'text' in cue && cue.text === 'Bonjour'),
        ),
      );
      await page.locator('media-settings-menu-button').click();
      await page.locator('.audio-item').click();
      const sounds = page.locator('.audio-item media-chrome-menu media-chrome-menu-item');
      await sounds.filter({ hasText: 'Français' }).waitFor();
      expect((await sounds.allInnerTexts()).map((text) => text.trim()).toSorted()).toEqual(['English', 'Français']);
      await sounds.filter({ hasText: 'Français' }).click();
      await page.waitForFunction(() =>
        window.kinora?.player?.getVariantTracks().some((track) => track.active && track.language === 'fr'),
      );
      const chosen = page.locator('.audio-item [aria-checked=true]').filter({ hasText: 'Français' });
      await chosen.waitFor({ state: 'attached' }); // the menu may have closed
      const tiles = await page.waitForFunction(
        () => document.querySelector<HTMLTrackElement>('track[label="thumbnails"]')?.track.cues?.length,
      );
      expect(await tiles.jsonValue()).toBe(6);
    } finally {
      await page.close();
    }
  },
  60_000,
);

test('sound alone is a video of its waveform', async () => {
  const path = join(scratch.path, 'sound.mp3');
  await runFfmpeg(['-f', 'lavfi', '-i', 'sine=440:r=48000:d=6', '-c:a', 'libmp3lame', path]);
  const report = await uploadAndSettle(creator, path);
  expect(report).toMatchObject({ status: 'ready', renditions: [{ name: '360p', width: 640 }] });
  for (const format of ['hls', 'dash']) {
    const page = await openWatchPage(browser, `${kinora.url}/watch/${report.video_id}?format=${format}`);
    try {
      await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1.5);
      const shown = await page.evaluate(() => {
        const video = document.querySelector('video');
        // Chromium's own count of what its audio decoder made.
        const heard = video && 'webkitAudioDecodedByteCount' in video ? Number(video.webkitAudioDecodedByteCount) : 0;
        return { height: video?.videoHeight, isHeard: heard > 0 };
      });
      expect(shown).toEqual({ height: 360, isHeard: true });
    } finally {
      await page.close();
    }
  }
}, 60_000);

test("a creator's own thumbnail takes the poster's place, and can be taken back", async () => {
  const before = await creator.playback(videoId);
  const png = await runFfmpeg([
    ...['-f', 'lavfi', '-i', 'color=red:s=1600x900', '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', '-'],
  ]);
  expect((await send('thumbnail', 'image/png', new Uint8Array(png))).status).toBe(200);
  const changed = await waitFor(async () => {
    const session = await creator.playback(videoId);
    return session.poster_url.split('/').at(-3) === before.poster_url.split('/').at(-3) ? null : session;
  });
  const jpeg = join(scratch.path, 'poster.jpg');
  await Bun.write(jpeg, await (await fetch(changed.poster_url)).arrayBuffer());
  const [r = 0, g = 0, b = 0] = await runFfmpeg([
    '-i',
    jpeg,
    '-vf',
    'scale=1:1',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    '-',
  ]);
  expect([r > 200, g < 60, b < 60]).toEqual([true, true, true]);
  for (const name of ['thumbnail-1280.avif', 'thumbnail-640.webp', 'thumbnail-320.jpg'])
    expect((await fetch(new URL(name, changed.poster_url))).status).toBe(200);
  expect(changed.hls_url.split('/').at(-3)).toBe(before.hls_url.split('/').at(-3));
}, 60_000);
