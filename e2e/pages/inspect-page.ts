import axe from 'axe-core';
import { gzipSync } from 'bun';
import type { Page, Response } from 'playwright-core';

/** What a visitor pays for a page, and what keeps somebody out of it. */
export type Inspection = {
  status: number;
  /** Of axe, WCAG 2.2 A and AA, with the elements. */
  barriers: string[];
  /** By how much the page is wider than the screen. */
  overflowPx: number;
  /** Words of menus that had to be cut in two to find room. */
  brokenWords: string[];
  /** Layout shift since the page was opened, and what was moved. */
  shift: number;
  shifted: string[];
  /** The path of the picture that is the largest contentful paint; empty where that is a text. */
  largestPaint: string;
  /** What the page's own Content-Security-Policy stopped. */
  policyViolations: string[];
  /** Scripts that failed, and requests that were not answered as the page had wished. */
  failures: string[];
  /** Hosts that were asked, apart from the page's own. */
  foreignHosts: string[];
  htmlGzipBytes: number;
  scriptGzipBytes: number;
};

const ROUND_MS = 400;
const MAX_ROUNDS = 15;

/** Layout Instability API, which TypeScript's DOM does not have. */
type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };

/** Largest Contentful Paint, which is not there either. */
type LargestPaint = PerformanceEntry & { url: string };

type Watched = Window & {
  largestPaint?: string;
  shift?: number;
  shifted?: string[];
  violations?: string[];
  axe?: typeof axe;
};

/** Opens `url` in `page`, and looks at it once nothing moves any more. */
export async function inspectPage(page: Page, url: string): Promise<Inspection> {
  const { host } = new URL(url);
  const failures: string[] = [];
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.addInitScript(() => {
    const watched: Watched = window;
    watched.shift = 0;
    watched.shifted = [];
    watched.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      watched.violations?.push(`${violatedDirective} ${blockedURI}`),
    );
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        watched.shift = (watched.shift ?? 0) + value;
        for (const { node } of sources)
          watched.shifted?.push(node instanceof Element ? node.outerHTML.slice(0, 120) : (node?.nodeName ?? 'gone'));
      }
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      const url = (list.getEntries() as LargestPaint[]).at(-1)?.url;
      watched.largestPaint = url ? new URL(url, location.href).pathname : '';
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  const answer = await page.goto(url);
  await quiet(() => responses.length);
  const scripts = await Promise.all(responses.filter(isScript).map((response) => response.body()));
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const watched: Watched = window;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const result = await watched.axe?.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return {
      barriers: (result?.violations ?? []).map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      ),
      overflowPx: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      brokenWords: [...document.querySelectorAll('nav a span')]
        .filter((each) => /^\S+$/.test(each.textContent.trim()))
        .filter((each) => {
          const text = document.createRange();
          text.selectNodeContents(each);
          return new Set([...text.getClientRects()].map(({ top }) => top)).size > 1;
        })
        .map(({ textContent }) => textContent),
      largestPaint: watched.largestPaint ?? '',
      shift: watched.shift ?? 0,
      shifted: watched.shifted ?? [],
      policyViolations: watched.violations ?? [],
    };
  });
  return {
    ...found,
    status: answer?.status() ?? 0,
    failures: [
      ...failures,
      ...responses
        .filter((response) => response.status() >= 400 && response !== answer)
        .map((response) => `${response.status()} ${response.url()}`),
    ],
    foreignHosts: [...new Set(responses.map((response) => new URL(response.url()).host))].filter(
      (each) => each !== host && each !== '',
    ),
    htmlGzipBytes: gzipBytes((await answer?.body()) ?? Buffer.alloc(0)),
    scriptGzipBytes: scripts.reduce((sum, body) => sum + gzipBytes(body), 0),
  };
}

/**
 * Resolves when `count` has not grown for a moment: what comes late and moves the page is looked for, and only time shows
 * that nothing does. A page with an open stream is never what browsers call idle.
 */
async function quiet(count: () => number): Promise<void> {
  for (let before = -1, rounds = 0; before !== count() && rounds < MAX_ROUNDS; rounds += 1) {
    before = count();
    await Bun.sleep(ROUND_MS);
  }
}

const isScript = (response: Response) => response.request().resourceType() === 'script' && response.ok();
const gzipBytes = (body: Buffer) => gzipSync(new Uint8Array(body), { level: 9 }).length;
