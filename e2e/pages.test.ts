import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { type Inspection, inspectPage } from './pages/inspect-page.ts';
import { makeSite } from './pages/make-site.ts';
import { type Site, type SitePage, sitePages } from './pages/site-pages.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let browser: Browser;
let member: BrowserContext;
let site: Site;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  const titles = ['Tide pools after the storm', 'موسيقى المساء على العود', 'Building a kayak in nine days'];
  const clips = titles.map((title, index) => ({ title, path: join(scratch.path, `${index}.mp4`) }));
  const size = { durationSec: 2, width: 256, height: 144, frameRate: 10 };
  kinora = await runKinora(['start']);
  await Promise.all([...clips.map(({ path }) => makeClip({ path, ...size })), kinora.ready()]);
  browser = await launchBrowser();
  member = await browser.newContext();
  site = await makeSite(kinora, member, clips);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

/** Small and large, dark and light, from left to right and from right to left. */
const screens = {
  'a small screen in Arabic': { viewport: { width: 320, height: 640 }, colorScheme: 'dark', locale: 'ar' },
  'a large screen in English': { viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'en-GB' },
} satisfies Record<string, BrowserContextOptions>;

async function inspect({ path, as }: SitePage, screen: BrowserContextOptions): Promise<Inspection> {
  const storageState = as === 'member' ? await member.storageState() : { cookies: [], origins: [] };
  const context = await browser.newContext({ ...screen, storageState });
  try {
    return await inspectPage(await context.newPage(), kinora.url + path(site));
  } finally {
    await context.close();
  }
}

test('what stands below a short page does not move while it arrives', async () => {
  const isSeen = Promise.withResolvers<void>();
  // Passes everything on, and the page in two parts.
  const slow = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch({ url, headers }) {
      const { pathname } = new URL(url);
      const language = headers.get('accept-language') ?? '';
      const answer = await fetch(kinora.url + pathname, { headers: { 'accept-language': language } });
      const type = { headers: { 'content-type': answer.headers.get('content-type') ?? '' } };
      if (pathname !== '/nowhere') return new Response(await answer.bytes(), type);
      const html = await answer.bytes();
      const inTheFooter = Buffer.from(html).indexOf('<select name="theme"');
      const parts = new ReadableStream<Uint8Array>({
        async start(page) {
          page.enqueue(html.subarray(0, inTheFooter));
          await isSeen.promise;
          page.enqueue(html.subarray(inTheFooter));
          page.close();
        },
      });
      return new Response(parts, type);
    },
  });
  const context = await browser.newContext(screens['a small screen in Arabic']);
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        const shifts = list.getEntries() as (PerformanceEntry & { value: number })[]; // of the only type observed
        const { dataset } = document.documentElement;
        for (const { value } of shifts) dataset.shift = String(Number(dataset.shift ?? 0) + value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${slow.url.origin}/nowhere`, { waitUntil: 'commit' });
    await page.locator('h1').waitFor();
    await page.evaluate(() => new Promise((paint) => requestAnimationFrame(() => requestAnimationFrame(paint))));
    isSeen.resolve();
    await page.locator('footer [type=submit]').waitFor();
    await page.evaluate(() => new Promise((paint) => requestAnimationFrame(() => requestAnimationFrame(paint))));
    expect(await page.evaluate(() => Number(document.documentElement.dataset.shift ?? 0))).toBeLessThan(MAX_SHIFT);
  } finally {
    await context.close();
    await slow.stop(true);
  }
}, 30_000);

const MAX_HTML_GZIP_BYTES = 30 * 1024;
const MAX_SHIFT = 0.02;
const SCRIPT_BUDGET_BYTES = 40 * 1024;

for (const [screen, options] of Object.entries(screens))
  test.each(sitePages.map((each) => [each.name, each] as const))(
    `%s keeps nobody out and asks for little, on ${screen}`,
    async (_name, sitePage) => {
      const found = await inspect(sitePage, options);
      const { status, htmlGzipBytes, scriptGzipBytes, shift, shifted, largestPaint, ...faults } = found;
      expect(faults).toEqual({
        ...{ barriers: [], overflowPx: 0, brokenWords: [] },
        ...{ policyViolations: [], failures: [], foreignHosts: [] },
      });
      expect(status).toBe(sitePage.name === 'nothing-here' ? 404 : 200);
      expect({ shift, shifted: shift > MAX_SHIFT ? shifted : [] }).toEqual({ shift, shifted: [] });
      if (sitePage.paintsPoster) expect(largestPaint).toMatch(/\/images\/(poster|thumbnail-640)\.jpg$/);
      expect(htmlGzipBytes).toBeLessThanOrEqual(MAX_HTML_GZIP_BYTES);
      expect(scriptGzipBytes).toBeLessThanOrEqual(sitePage.scriptBudgetBytes ?? SCRIPT_BUDGET_BYTES);
    },
    30_000,
  );
