import type { BrowserContext, Page, Request, Route } from 'playwright-core';
import { waitFor } from '../../testkit/wait-for.ts';

/** The studio's page for uploads, and what a person does there. `file` gives the path of a file by its name. */
export async function openUploadPage(context: BrowserContext, baseUrl: string, file: (name: string) => string) {
  const page = await context.newPage();
  await page.goto(`${baseUrl}/studio/upload`);
  const row = (name: string) => page.locator('#uploads > li', { hasText: name });
  return {
    page,
    row,
    choose: (...names: string[]) => page.locator('#upload-files').setInputFiles(names.map(file)),
    drop: (name: string) => drop(page, file(name)),
    pressIn: (name: string, button: string) => row(name).getByRole('button', { name: button, exact: true }).click(),
    /** Resolves once the file's row shows `words`. */
    says: (name: string, words: string | RegExp, timeoutMs = 30_000) =>
      row(name).getByText(words).waitFor({ timeout: timeoutMs }),

    watchParts: () => watchParts(page),

    /**
     * Holds back the parts of `long.mp4` from `first` on; let go, they break off. Resolves once all others are stored, and
     * the page has been told.
     */
    async holdParts(first: number, act: () => Promise<unknown>): Promise<() => Promise<void>> {
      const held: Route[] = [];
      const { sent } = watchParts(page);
      await page.route(/\/storage\/parts\//, async (route) => {
        if ((partOf(route.request()) ?? 0) < first) await route.continue();
        else held.push(route);
      });
      await act();
      await waitFor(() => sent.length === first - 1, { timeoutMs: 30_000, what: 'the other parts to be stored' });
      return async () => {
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        // Some have gone with their page.
        await Promise.allSettled(held.map((route) => route.abort('connectionreset')));
      };
    },
  };
}

/** The numbers of the parts that the page has sent since, and their bytes. */
function watchParts(page: Page): { sent: number[]; sentBytes: () => number } {
  const sent: number[] = [];
  let bytes = 0;
  page.on('requestfinished', async (request) => {
    const part = partOf(request);
    if (part === null) return;
    sent.push(part);
    const headers: Record<string, string> = await request.allHeaders().catch(() => ({})); // gone with its page
    bytes += Number(headers['content-length'] ?? 0);
  });
  return { sent, sentBytes: () => bytes };
}

function partOf(request: Request): number | null {
  if (request.method() !== 'PUT') return null;
  const number = /\/storage\/parts\/[^/]+\/(\d+)/.exec(request.url())?.[1];
  return number === undefined ? null : Number(number);
}

/** As a hand does with a mouse. */
async function drop(page: Page, path: string): Promise<void> {
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'hand' })),
  );
  await page.locator('#hand').setInputFiles(path);
  await page.evaluate(() => {
    const hand = document.querySelector<HTMLInputElement>('#hand');
    const [held] = hand?.files ?? [];
    if (!held) throw new Error('the hand is empty');
    hand?.remove();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(held);
    const event = (kind: string) => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
    if (document.body.dispatchEvent(event('dragover'))) throw new Error('the page would not take it');
    document.body.dispatchEvent(event('drop'));
  });
}
