import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { newCreator, uploadAndSettle } from '../../e2e/creator.ts';
import { launchBrowser } from '../../e2e/launch-browser.ts';
import { runKinora } from '../../e2e/running-kinora.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { type BenchCase, median } from '../bench-case.ts';

type Waits = { posterMs: number; frameMs: number };

/** What a viewer waits for on the watch page, in a browser that knows nothing of the site yet. */
export const firstFrameCase: BenchCase = {
  name: 'first-frame',
  summary: 'opening a watch page in Chromium → its poster (LCP) → the first frame of the video, nothing cached',
  budgets: { frame_vs_goal: '≤ 1 (a second)' },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const path = join(dir.path, 'clip.mp4');
    await makeClip({ path, durationSec: 10, width: 1280, height: 720 });
    const kinora = await runKinora(['start']);
    const browser = await launchBrowser();
    try {
      await kinora.ready();
      const { client } = await newCreator(kinora);
      const { video_id } = await uploadAndSettle(client, path);
      const waits: Waits[] = [];
      for (let run = 0; run <= runs; run += 1) {
        const wait = await openOnce(browser, `${kinora.url}/watch/${video_id}?autoplay`);
        if (run > 0) waits.push(wait); // the first one warms the servers
      }
      const figures = {
        poster_ms: median(waits.map(({ posterMs }) => posterMs)),
        first_frame_ms: median(waits.map(({ frameMs }) => frameMs)),
      };
      note(`first frames: ${waits.map(({ frameMs }) => Math.round(frameMs)).join(', ')} ms`);
      return { figures, ratios: { frame_vs_goal: figures.first_frame_ms / 1_000 } };
    } finally {
      await browser.close();
      await kinora.stop();
    }
  },
};

// As text: these run in the page, whose types this program does not have.
const firstFrame = `new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('no frame within 20 s')), 20_000);
  document.querySelector('video').requestVideoFrameCallback(resolve);
})`;
const largestPaint = `new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime));
  observer.observe({ type: 'largest-contentful-paint', buffered: true });
})`;

/** Milliseconds since the navigation began (Navigation Timing's time origin). */
async function openOnce(browser: Browser, url: string): Promise<Waits> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(url);
    const frameMs = await page.evaluate<number>(firstFrame);
    return { posterMs: await page.evaluate<number>(largestPaint), frameMs };
  } finally {
    await page.close();
  }
}
