import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { waitFor } from '../testkit/wait-for.ts';
import { CLIP_SEC, type Look, look, openPlayerStage, type PlayerStage, play, playedTo, sees } from './player-stage.ts';

let stage: PlayerStage;
beforeAll(async () => {
  stage = await openPlayerStage();
}, 180_000);
afterAll(() => stage?.[Symbol.asyncDispose](), 30_000);

/** Presses a key and waits for what it does. */
const press = async (page: Page, key: string, expected: Partial<Look>) => {
  await page.keyboard.press(key);
  return sees(page, expected, `key ${key}`);
};

test('every key of the map does what the sheet says', async () => {
  const page = await stage.open();
  await page.locator('h1').click(); // the focus is nowhere
  await press(page, '3', { positionSec: CLIP_SEC * 0.3, isPaused: true });
  await press(page, 'ArrowLeft', { positionSec: 7 });
  await press(page, 'ArrowRight', { positionSec: 12 });
  await press(page, 'l', { positionSec: 22 });
  await press(page, 'j', { positionSec: 12 });
  await press(page, 'j', { positionSec: 2 });
  await press(page, 'j', { positionSec: 0 });
  await press(page, '.', { positionSec: 0.15 }); // the middle of the second frame, of ten in a second
  await press(page, '.', { positionSec: 0.25 });
  await press(page, ',', { positionSec: 0.15 });
  await press(page, '>', { rate: 1.25 });
  await press(page, '<', { rate: 1 });
  await press(page, '<', { rate: 0.75 });
  await press(page, '>', { rate: 1 });
  await press(page, 'm', { isMuted: true });
  await press(page, 'm', { isMuted: false });
  await press(page, 'c', { captions: 'en' });
  await press(page, 'c', { captions: null });
  await press(page, 't', { isTheatre: true });
  await press(page, 't', { isTheatre: false });
  await press(page, 'k', { isPaused: false });
  await press(page, ' ', { isPaused: true });

  // These move the page unless the player has the focus.
  await press(page, 'End', { volume: 1 });
  await page.waitForFunction(() => scrollY > 0);
  await page.locator('media-time-range input').focus();
  await press(page, 'ArrowDown', { volume: 0.95 });
  await press(page, 'ArrowUp', { volume: 1 });
  await press(page, 'Home', { positionSec: 0 });
  await press(page, 'End', { positionSec: CLIP_SEC });
  await press(page, 'f', { isFullscreen: 'player' });
  await press(page, 'f', { isFullscreen: null });
  await page.keyboard.press('i');
  await page.waitForFunction(() => document.pictureInPictureElement?.localName === 'video');
  await page.keyboard.press('i');
  await page.waitForFunction(() => document.pictureInPictureElement === null);

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByText('One frame back, paused').waitFor();
  await press(page, 'm', { isMuted: false }); // the sheet has the keyboard
  await sheet.getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('media-time-range');
  // From now on letters are the player's only within it.
  await press(page, 'm', { isMuted: true });
  await page.locator('h1').click();
  await press(page, 'm', { isMuted: true });
  await page.context().close();
}, 90_000);

test('what somebody writes is no shortcut', async () => {
  const page = await stage.open();
  await page.locator('header input').first().pressSequentially('mkt3 ');
  expect(await look(page)).toMatchObject({ isMuted: false, isTheatre: false, isPaused: true, positionSec: 0 });
  await page.context().close();
}, 30_000);

test('fingers: a tap shows the controls, two on one side jump', async () => {
  const page = await stage.open('?t=20', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  await play(page);
  await playedTo(page, 20.3);
  const box = await page.locator('video').boundingBox();
  if (!box) throw new Error('no video');
  await page.waitForFunction(() => document.querySelector('media-controller')?.hasAttribute('userinactive'));
  const tap = (share: number) => page.touchscreen.tap(box.x + box.width * share, box.y + box.height / 2);
  // Sent together: waiting for each would make them slower than a finger.
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  const tapTwice = (share: number) => {
    const finger = [{ x: box.x + box.width * share, y: box.y + box.height / 2 }];
    return Promise.all([...Array(2)].flatMap(() => [touch('touchStart', finger), touch('touchEnd', [])]));
  };
  await tap(0.5);
  await page.waitForFunction(() => !document.querySelector('media-controller')?.hasAttribute('userinactive'));
  await tapTwice(0.9);
  await page.waitForFunction(() => {
    const { currentTime = 0, seeking, readyState = 0 } = document.querySelector('video') ?? {};
    return currentTime >= 30 && seeking === false && readyState >= 3;
  });
  expect(await look(page)).toMatchObject({ isPaused: false, isFullscreen: null });
  const { positionSec } = await look(page);
  await tapTwice(0.1);
  await waitFor(async () => (await look(page)).positionSec < positionSec, { what: 'the jump back' });
  await page.context().close();
}, 45_000);

test('with Tab alone one comes into the player, through its controls in their order, and out again', async () => {
  const page = await stage.open();
  await play(page);
  await playedTo(page, 0.3);
  // However long the keys take, the chapter stays the same.
  await page.evaluate(() => Object.assign(document.querySelector('video') ?? {}, { playbackRate: 0.1 }));
  await page.locator('media-controller').focus();
  const names: string[] = [];
  for (let time = 0; time < 20; time += 1) {
    await page.keyboard.press('Tab');
    const isSeen = () => document.activeElement?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    await page.waitForFunction(isSeen);
    const name = await page.evaluate(() => {
      const outer = document.activeElement;
      const inner = outer?.shadowRoot?.activeElement ?? outer;
      return outer?.closest('#player') ? (inner?.getAttribute('aria-label') ?? inner?.textContent ?? '') : null;
    });
    if (name === null) break;
    names.push(name);
  }
  expect(names).toEqual([
    ...['seek', 'pause', 'Next video', 'mute', 'volume', 'The bridge', 'closed captions', 'settings'],
    ...['enter picture in picture mode', 'Wide player', 'enter fullscreen mode'],
  ]);
  await page.context().close();
}, 30_000);
