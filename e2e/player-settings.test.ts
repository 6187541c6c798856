import { afterAll, beforeAll, expect, test } from 'bun:test';
import axe from 'axe-core';
import { waitFor } from '../testkit/wait-for.ts';
import { look, openPlayerStage, type PlayerStage, play, playedTo, sees } from './player-stage.ts';

let stage: PlayerStage;
beforeAll(async () => {
  stage = await openPlayerStage();
}, 180_000);
afterAll(() => stage?.[Symbol.asyncDispose](), 30_000);

test('the quality that is picked is the one that is shown, and auto says what it shows', async () => {
  const page = await stage.open('', { viewport: { width: 1600, height: 1000 } });
  await play(page);
  await playedTo(page, 0.5);
  const quality = page.locator('media-settings-menu-item', { has: page.locator('media-rendition-menu') });
  const pick = async (name: string) => {
    await page.locator('media-settings-menu-button').click();
    await quality.click();
    await page.locator('media-rendition-menu media-chrome-menu-item').filter({ hasText: name }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  };
  await pick('144p');
  await sees(page, { height: 144 }, '144p');
  await pick('240p');
  await sees(page, { height: 240 }, '240p');
  await pick('Auto');
  // Which may change at any time.
  const isSaid = async () => (await quality.getByText(`Auto (${(await look(page)).height}p)`).count()) > 0;
  await waitFor(isSaid, { what: 'the height beside "Auto"' });
  await page.context().close();
}, 60_000);

test('volume, speed, captions with their look, and the wide player are as they were left', async () => {
  const page = await stage.open();
  await play(page);
  await playedTo(page, 0.5);
  for (const key of ['c', 't', '>', 'm']) await page.keyboard.press(key);
  await page.locator('media-time-range input').focus();
  for (let time = 0; time < 6; time += 1) await page.keyboard.press('ArrowDown');
  await sees(page, { volume: 0.7, isMuted: true, rate: 1.25, captions: 'en', isTheatre: true }, 'the choices');
  await page.locator('media-settings-menu-button').click();
  await page.locator('.caption-style-item').click();
  const sheet = page.getByRole('dialog', { name: 'Look of the captions' });
  await sheet.getByLabel('Yellow').check();
  await sheet.getByLabel('Huge').check();
  await page.keyboard.press('Escape');

  await page.reload();
  await page.waitForFunction(() => window.kinora);
  await play(page);
  await playedTo(page, 0.5);
  await sees(page, { volume: 0.7, isMuted: true, rate: 1.25, captions: 'en', isTheatre: true }, 'after a reload');
  const colour = await page.evaluate(() => {
    const player = document.querySelector('.player');
    return player && getComputedStyle(player).getPropertyValue('--caption-colour');
  });
  expect(colour).toBe('#ffe14d');
  const other = await stage.open();
  expect(await look(other)).toMatchObject({ volume: 1, isMuted: false, rate: 1, captions: null, isTheatre: false });
  await other.context().close();
  await page.context().close();
}, 60_000);

test('the wide player is there from the first moment where it was chosen before', async () => {
  const page = await stage.open('', {}, (fresh) =>
    fresh.addInitScript(() => {
      localStorage.setItem('kinora-player', '{"isTheatre":true}');
      new PerformanceObserver((list) => {
        const shifts = list.getEntries() as (PerformanceEntry & { value: number })[]; // of the only type observed
        const { dataset } = document.documentElement;
        for (const { value } of shifts) dataset.shift = String(Number(dataset.shift ?? 0) + value);
      }).observe({ type: 'layout-shift', buffered: true });
    }),
  );
  await play(page);
  await playedTo(page, 0.5);
  expect((await look(page)).isTheatre).toBe(true);
  expect(await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0))).toBeLessThan(0.02);
  await page.context().close();
}, 30_000);

test('where the browser refuses to remember, everything else works', async () => {
  const page = await stage.open('', {}, (fresh) =>
    fresh.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('refused', 'SecurityError');
        },
      });
    }),
  );
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await play(page);
  await playedTo(page, 0.5);
  await page.keyboard.press('c');
  await sees(page, { captions: 'en' }, 'key c');
  await page.locator('media-captions-button').click();
  await sees(page, { captions: null }, 'the button');
  await page.keyboard.press('t');
  await sees(page, { isTheatre: true }, 'key t');
  await page.keyboard.press('>');
  await sees(page, { rate: 1.25 }, 'key >');
  expect(errors).toEqual([]);
  await page.context().close();
}, 45_000);

test('the seek bar shows pictures and chapters, and both lead there', async () => {
  const page = await stage.open();
  await play(page);
  await playedTo(page, 0.5);
  const now = page.locator('.chapter-now');
  expect(await now.textContent()).toBe('The bridge');
  const bar = page.locator('media-time-range');
  const box = await bar.boundingBox();
  if (!box) throw new Error('no seek bar');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForFunction(() => {
    const range = document.querySelector('media-time-range');
    return range?.getAttribute('mediapreviewimage') && range.getAttribute('mediapreviewchapter') === 'Along the water';
  });
  const preview = bar.locator('media-preview-thumbnail');
  await waitFor(async () => ((await preview.boundingBox())?.width ?? 0) > 100, { what: 'the picture' });
  expect(
    await page.evaluate(() => {
      const segments = document
        .querySelector('media-time-range')
        ?.shadowRoot?.querySelectorAll('#segments-clipping rect');
      return segments?.length;
    }),
  ).toBe(3);

  const chapters = page.getByRole('navigation', { name: 'Chapters' });
  await chapters.getByRole('link', { name: 'Home again' }).click();
  await playedTo(page, 25);
  await page.waitForFunction(() => document.querySelector('.chapter-now')?.textContent === 'Home again');
  expect(await chapters.locator('[aria-current]').textContent()).toContain('Home again');
  expect(new URL(page.url()).search).toBe(''); // no new page
  await page.context().close();
}, 45_000);

test.each([
  ['?t=0m30s', 30],
  ['?t=20', 20],
])(
  'a link with %s begins there',
  async (query, expected) => {
    const page = await stage.open(query);
    await sees(page, { positionSec: expected, isPaused: true }, 'the place');
    await page.context().close();
  },
  30_000,
);

test('in a right-to-left page the seek bar still runs from left to right', async () => {
  const page = await stage.open('', { locale: 'ar' });
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  const box = await page.locator('media-time-range').boundingBox();
  await play(page);
  await playedTo(page, 0.3);
  if (!box) throw new Error('no seek bar');
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
  await playedTo(page, 28);
  expect((await look(page)).positionSec).toBeLessThan(33);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'اختصارات لوحة المفاتيح' }).waitFor();
  await page.context().close();
}, 30_000);

test('at its end it begins again in a loop, else another video, unless that is cancelled or switched off; N goes there', async () => {
  const page = await stage.open();
  const next = page.getByRole('region', { name: 'Next video' });
  const pick = async (entry: string) => {
    await page.locator('media-settings-menu-button').click();
    await page.locator(entry).click();
    await page.locator('media-settings-menu').waitFor({ state: 'hidden' });
  };
  const toEnd = () =>
    page.evaluate(() => {
      const video = document.querySelector('video');
      if (video) video.currentTime = video.duration - 0.3;
    });
  await play(page);
  await playedTo(page, 0.3);
  await toEnd();
  await next.getByText('short.mp4').waitFor();
  await next.getByRole('button', { name: 'Cancel' }).click();
  await next.waitFor({ state: 'hidden' });
  await pick('.loop-item');
  await play(page);
  await toEnd();
  await page.waitForFunction(() => {
    const { currentTime = 0, paused } = document.querySelector('video') ?? {};
    return currentTime > 0.1 && currentTime < 5 && paused === false; // from the beginning again
  });
  await pick('.loop-item');
  await pick('.plays-on-item');
  await toEnd();
  await page.waitForFunction(() => document.querySelector('video')?.ended);
  expect(await next.isVisible()).toBe(false);
  await page.keyboard.press('n');
  await page.waitForURL(`**/watch/${stage.shortId}?autoplay=`);
  await page.context().close();
}, 60_000);

test('nothing of the player keeps anybody out', async () => {
  const page = await stage.open();
  await play(page);
  await playedTo(page, 0.3);
  await page.keyboard.press('c');
  const findings = async (what: string) => {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { run } = (window as unknown as { axe: typeof axe }).axe; // set by the line before
      const { violations } = await run('#player', { resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100)).join(' | ')}`);
    });
    expect({ what, found }).toEqual({ what, found: [] });
  };
  await findings('playing');
  await page.locator('media-settings-menu-button').press('Enter');
  await page.waitForFunction(() => !document.querySelector<HTMLElement>('media-settings-menu')?.hidden);
  await findings('settings');
  for (let time = 0; time < 4; time += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Look of the captions' }).waitFor();
  await findings('look of the captions');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('media-settings-menu-button');
  await page.keyboard.press('?');
  await findings('shortcuts');
  await page.context().close();
}, 45_000);
