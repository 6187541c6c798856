import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { waitFor } from '../testkit/wait-for.ts';
import { CLIP_SEC, look, openPlayerStage, type PlayerStage, play, playedTo } from './player-stage.ts';

let stage: PlayerStage;
beforeAll(async () => {
  stage = await openPlayerStage();
}, 180_000);
afterAll(() => stage?.[Symbol.asyncDispose](), 30_000);

const message = (page: Page) => page.locator('.player-message');

test('without a connection it plays what it has, says so, and goes on by itself when there is one', async () => {
  const page = await stage.open();
  await play(page);
  await playedTo(page, 0.5);
  await page.context().setOffline(true);
  await message(page).getByText('You are offline.').waitFor({ timeout: 20_000 });
  const before = await look(page);
  expect(before.isPaused).toBe(false);
  // It stands still once it has shown what was loaded.
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 4) < 3, null, { timeout: 30_000 });
  const { positionSec } = await look(page);
  await page.context().setOffline(false);
  await playedTo(page, positionSec + 2);
  await message(page).waitFor({ state: 'hidden' });
  await page.context().close();
}, 90_000);

test('who presses play without a connection sees the video once there is one', async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.goto(stage.watchUrl());
  await page.waitForFunction(() => window.kinora);
  await context.setOffline(true);
  await play(page);
  await message(page).getByText('You are offline.').waitFor();
  await context.setOffline(false);
  await playedTo(page, 1);
  await context.close();
}, 60_000);

test('a server that is away for a moment is asked again, and the viewer may ask at once', async () => {
  const page = await stage.open();
  let isAway = false;
  await page.route('**/*.m4s', (route) => (isAway ? route.fulfill({ status: 503, body: '' }) : route.continue()));
  await play(page);
  await playedTo(page, 0.5);
  isAway = true;
  await message(page).getByText('The server does not answer for the moment.').waitFor({ timeout: 30_000 });
  isAway = false;
  const tryNow = message(page).getByRole('button', { name: 'Try now' });
  await tryNow.click({ timeout: 3_000 }).catch(() => undefined); // unless it has just gone on by itself
  await message(page).waitFor({ state: 'hidden' });
  const { positionSec } = await look(page);
  await playedTo(page, positionSec + 2);
  await page.context().close();
}, 90_000);

test.each(['hls', 'dash'])(
  '%s: a segment that is missing in every quality is passed over, and that is said',
  async (format) => {
    const page = await stage.open(`?format=${format}`, {}, (fresh) =>
      fresh.route(/\d+p[^/]*\/00003\.m4s$/, (route) => route.fulfill({ status: 404, body: '' })),
    );
    await play(page);
    await page.locator('.player-said').getByText('A part of this video is missing.').waitFor({ timeout: 30_000 });
    await playedTo(page, 14);
    expect(await message(page).isVisible()).toBe(false);
    await page.context().close();
  },
  90_000,
);

test('a quality that cannot be decoded is left for another one', async () => {
  const page = await stage.open('', { viewport: { width: 1600, height: 1000 } }, (fresh) =>
    fresh.route(/240p[^/]*\/\d+\.m4s$/, async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body.fill(0xff, body.indexOf('mdat') + 4); // what is told of the frames stays, the frames do not
      await route.fulfill({ response, body });
    }),
  );
  await play(page);
  await playedTo(page, 3);
  await waitFor(async () => (await look(page)).height === 144, { what: 'the other quality' });
  expect(await message(page).isVisible()).toBe(false);
  await page.context().close();
}, 60_000);

test('when nothing can be decoded it says so, and trying again works once it can', async () => {
  let isBroken = true;
  const page = await stage.open('', {}, (fresh) =>
    fresh.route(/\d+p[^/]*\/\d+\.m4s$/, async (route) => {
      if (!isBroken) return route.continue();
      const response = await route.fetch();
      const body = await response.body();
      body.fill(0xff, body.indexOf('mdat') + 4);
      return route.fulfill({ response, body });
    }),
  );
  await play(page);
  await message(page).getByText('This browser could not play the video.').waitFor({ timeout: 30_000 });
  isBroken = false;
  await message(page).getByRole('button', { name: 'Try again' }).click();
  await playedTo(page, 2);
  await message(page).waitFor({ state: 'hidden' });
  await page.context().close();
}, 60_000);

test('a video that has been deleted is said to be gone', async () => {
  const page = await stage.open();
  await page.route('**/playback', (route) =>
    route.fulfill({ status: 404, json: { error: { code: 'not_found', message: '' } } }),
  );
  await page.route('**/*.m4s', (route) => route.fulfill({ status: 401, body: '' }));
  await page.evaluate((sec) => {
    const video = document.querySelector('video');
    if (video) video.currentTime = sec;
  }, CLIP_SEC - 5);
  await play(page);
  await message(page).getByText('This video is no longer available.').waitFor();
  await page.context().close();
}, 30_000);
