import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Playback } from '../shared/contracts/playback.ts';
import { isErrorBody } from '../shared/errors.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser, openFrugally } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { readMaster, readMediaPlaylist } from './media-set.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** What is promised: docs/access.md. */
const boundSec = 30;

let kinora: RunningKinora;
let browser: Browser;
let scratch: Awaited<ReturnType<typeof tempDir>>;
const creators: { client: Awaited<ReturnType<typeof newCreator>>['client']; username: string; videoId: string }[] = [];

beforeAll(async () => {
  scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64url')}`;
  kinora = await runKinora(['start'], { KINORA_PLAYBACK_KEYS: `${key('k2', 2)},${key('k1', 1)}` });
  await Promise.all([makeClip({ path, durationSec: 20, width: 256, height: 144, numbered: false }), kinora.ready()]);
  for (let made = 0; made < 3; made += 1) {
    const { client } = await newCreator(kinora);
    const report = await uploadAndSettle(client, path);
    expect(report.status).toBe('ready');
    creators.push({ client, username: (await client.me()).username, videoId: report.video_id });
  }
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** `./kinora admin …` on the running installation. */
async function admin(...args: string[]): Promise<void> {
  const run = await runKinora(['admin', ...args], { KINORA_DATA: kinora.dataDir });
  try {
    expect(`${args.join(' ')}: ${(await run.exited).code}`).toBe(`${args.join(' ')}: 0`);
  } finally {
    await run.stop();
  }
}

async function firstSegment(session: Playback): Promise<string> {
  const { variants } = await readMaster(session.hls_url);
  return (await readMediaPlaylist([...variants.values()][0] ?? '')).segmentUrls[0] ?? '';
}

/** Fetches `url` every 250 ms, as a player would; how long until it was refused, and how. */
async function untilRefused(url: string): Promise<{ refusal: string; seconds: number }> {
  const startedMs = performance.now();
  const refusal = await waitFor(
    async () => {
      const answer = await fetch(url);
      const body: unknown = answer.ok ? await answer.arrayBuffer() : await answer.json();
      return isErrorBody(body) ? `${answer.status} ${body.error.code}` : null;
    },
    { timeoutMs: (boundSec + 5) * 1000, intervalMs: 250, what: 'a refusal' },
  );
  return { refusal, seconds: (performance.now() - startedMs) / 1000 };
}

test('taken down, made private, its creator suspended, its key revoked: what plays stops within 30 s', async () => {
  const [first, second, third] = creators;
  if (!first || !second || !third) throw new Error('the videos are missing');
  const anonymous = kinora.client();
  const start = async (videoId: string) => firstSegment(await anonymous.playback(videoId));
  const [down, hidden, banned] = await Promise.all([first, second, third].map(({ videoId }) => start(videoId)));
  const page = await browser.newPage();
  await openFrugally(page, `${kinora.url}/watch/${first.videoId}`, 2);
  await page.evaluate(() => {
    const video = document.querySelector('video');
    if (video) video.playbackRate = 0.5; // so that it is not over before
    return video?.play();
  });

  await admin('videos', 'takedown', first.videoId, '--reason', 'Not yours to show');
  const ends = { 'taken down': await untilRefused(down ?? '') };
  const inParallel = async (how: string, act: Promise<unknown>, url: string | undefined) => {
    await act;
    return [how, await untilRefused(url ?? '')] as const;
  };
  Object.assign(
    ends,
    Object.fromEntries(
      await Promise.all([
        inParallel('made private', second.client.updateVideo(second.videoId, { visibility: 'private' }), hidden),
        inParallel('its creator suspended', admin('users', 'suspend', third.username), banned),
      ]),
    ),
  );
  for (const [how, { refusal, seconds }] of Object.entries(ends)) {
    expect(`${how}: ${refusal}`).toBe(`${how}: 401 token_revoked`);
    expect(seconds).toBeLessThan(boundSec);
  }

  // The page says so instead of trying for ever; the owner hears why; the suspended can write nothing.
  await page.waitForFunction(() => document.querySelector<HTMLElement>('.player-message')?.hidden === false, null, {
    timeout: 30_000,
  });
  expect(await page.evaluate(() => document.querySelector('.player-message p')?.textContent)).toBe(
    'This video is no longer available.',
  );
  await page.close();
  expect((await first.client.video(first.videoId)).taken_down?.reason).toBe('Not yours to show');
  await expect(anonymous.video(first.videoId)).rejects.toMatchObject({ code: 'not_found' });
  await expect(third.client.updateVideo(third.videoId, { title: 'New' })).rejects.toMatchObject({
    code: 'account_suspended',
  });

  await admin('videos', 'restore', first.videoId);
  await admin('users', 'restore', third.username);
  for (const { videoId } of [first, third])
    await waitFor(async () => (await fetch(await start(videoId))).ok, { timeoutMs: 15_000, what: 'its return' });

  // Whoever may still watch plays on: here the list of sites has ended every session, and this page is on our own.
  const stays = await browser.newPage();
  await openFrugally(stays, `${kinora.url}/watch/${third.videoId}`, 2);
  await stays.evaluate(() => document.querySelector('video')?.play());
  const answers: string[] = [];
  stays.on('response', (response) => {
    if (response.url().endsWith('.m4s')) answers.push(`${response.status()}`);
  });
  await third.client.updateVideo(third.videoId, { embed_domains: ['news.example'] });
  await waitFor(() => answers.includes('401'), { timeoutMs: 15_000, what: 'the end of the old session' });
  await stays.waitForFunction(() => document.querySelector('video')?.ended, null, { timeout: 40_000 });
  expect(answers.lastIndexOf('200')).toBeGreaterThan(answers.lastIndexOf('401'));
  expect(await stays.evaluate(() => document.querySelector<HTMLElement>('.player-message')?.hidden)).toBe(true);
  await stays.close();

  const ofKey = await start(first.videoId);
  expect(ofKey).toContain('.k2.');
  await admin('keys', 'revoke', 'k2');
  const killed = await untilRefused(ofKey);
  expect(killed.refusal).toBe('401 token_revoked');
  expect(killed.seconds).toBeLessThan(boundSec);
  const next = await start(first.videoId);
  expect(next).toContain('.k1.');
  expect((await fetch(next)).ok).toBe(true);
}, 150_000);
