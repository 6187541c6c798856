import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext } from 'playwright-core';
import type { ApiClient } from '../shared/client/api-client.ts';
import { noise } from '../testkit/bytes.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import { openUploadPage } from './pages/upload-page.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** Begins like an MP4 file, and is none: three parts of 8 MiB, the last one short. */
const threeParts = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), noise(20 << 20, 7)]);
const MAX_UPLOAD_BYTES = 64 << 20;
const OPEN_UPLOADS = 2;
const noConnection = 'No connection. It goes on by itself.';

let kinora: RunningKinora;
let browser: Browser;
let context: BrowserContext;
let client: ApiClient;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  const clip = { durationSec: 2, width: 256, height: 144, frameRate: 10 };
  const environment = { KINORA_MAX_UPLOAD_BYTES: String(MAX_UPLOAD_BYTES), KINORA_OPEN_UPLOADS: String(OPEN_UPLOADS) };
  kinora = await runKinora(['start'], environment);
  await Promise.all([
    ...['Bees.mp4', 'Flowers.mp4'].map((name) => makeClip({ path: file(name), ...clip })),
    Bun.write(file('long.mp4'), threeParts),
    Bun.write(file('notes.mp4'), 'These are notes, not a video.'.repeat(100)),
    Bun.write(file('empty.mp4'), ''),
    Bun.write(file('huge.mp4'), threeParts.subarray(0, 64)).then(() =>
      truncate(file('huge.mp4'), 2 * MAX_UPLOAD_BYTES),
    ),
    kinora.ready(),
  ]);
  browser = await launchBrowser();
  context = await browser.newContext();
  await signUpInBrowser(context, kinora.url, 'uma_uploads');
  const access = (await context.cookies()).find(({ name }) => name.endsWith('kinora_access'))?.value;
  client = kinora.client(access);
}, 180_000);
afterEach(async () => {
  for (const page of context.pages()) await page.close();
  // One may be completed meanwhile.
  const { uploads } = await client.listUploads();
  await Promise.allSettled(uploads.map(({ upload_id }) => client.abortUpload(upload_id)));
});
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

const file = (name: string) => join(scratch.path, name);
const open = () => openUploadPage(context, kinora.url, file);
/** Resolves once the browser has told of these parts; it may, after the server has. */
async function sends(parts: { sent: readonly number[] }, expected: readonly number[]): Promise<void> {
  await waitFor(() => parts.sent.length >= expected.length, { timeoutMs: 30_000, what: 'the parts to be sent' });
  expect(parts.sent.toSorted()).toEqual([...expected]);
}
/** Resolves once no upload is open any more. */
const taken = () =>
  waitFor(async () => (await client.listUploads()).uploads.length === 0, {
    ...{ timeoutMs: 60_000, what: 'the upload to be complete' },
  });

test('two files at once, from the choice to a page where each can be watched', async () => {
  const upload = await open();
  await upload.choose('Bees.mp4', 'Flowers.mp4');
  await upload.row('Bees').getByLabel('Title').fill('What bees see');
  await upload.row('Bees').getByLabel('Title').blur();
  await upload.says('Bees', 'Saved.');
  for (const name of ['Bees', 'Flowers']) await upload.says(name, 'Ready in all qualities.', 90_000);
  expect(await upload.row('Bees').locator('[data-rungs] [data-done]').count()).toBeGreaterThan(0);
  const links = upload.page.getByRole('link', { name: 'Watch now' });
  const addresses = await links.evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href));
  expect(addresses).toHaveLength(2);
  for (const [at, address] of addresses.entries()) {
    await upload.page.goto(address);
    expect(await upload.page.locator('h1').textContent()).toBe(['What bees see', 'Flowers'][at] ?? '');
    await upload.page.waitForFunction(() => window.kinora);
    await upload.page.evaluate(() => window.kinora?.start());
    await upload.page.waitForFunction(() => (document.querySelector('video')?.duration ?? 0) > 1.5);
  }
  const videoId = new URL(addresses[0] ?? '').pathname.split('/').at(-1) ?? '';
  expect(await client.video(videoId)).toMatchObject({ title: 'What bees see', visibility: 'unlisted' });
}, 150_000);

test('a file that is chosen before the page has come to life is taken all the same', async () => {
  const isChosen = Promise.withResolvers<void>();
  const page = await context.newPage();
  await page.route('**/assets/**/*.js', async (route) => {
    await isChosen.promise;
    await route.continue();
  });
  await page.goto(`${kinora.url}/studio/upload`, { waitUntil: 'commit' });
  await page.locator('#upload-files').setInputFiles(file('Bees.mp4'));
  isChosen.resolve();
  const row = page.locator('#uploads > li', { hasText: 'Bees' });
  await row.getByText(/Ready in all qualities|Making|All is sent/).waitFor({ timeout: 40_000 });
}, 60_000);

test('after a reload, which the page warns of, the same file goes on: stored parts are not sent again', async () => {
  const upload = await open();
  const letGo = await upload.holdParts(3, () => upload.choose('long.mp4'));
  const asked = upload.page.waitForEvent('dialog');
  const reloaded = upload.page.reload();
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.accept();
  await reloaded;
  await letGo();

  const unfinished = upload.page.locator('#unfinished li', { hasText: 'long.mp4' });
  await unfinished.locator('input[type="file"]').setInputFiles(file('Bees.mp4'));
  await unfinished.getByText('This is another file than “long.mp4”').waitFor();
  const parts = upload.watchParts();
  await unfinished.locator('input[type="file"]').setInputFiles(file('long.mp4'));
  // What was sent is no video, which is told only by looking into it.
  await upload.says('long.mp4', /can be read here|damaged|cut off/, 60_000);
  expect(parts.sent).toEqual([3]);
  expect(parts.sentBytes()).toBe(threeParts.length - (16 << 20));
  expect(await unfinished.isVisible()).toBe(false);
  // Nothing is on its way any more, so nothing is asked.
  let questions = 0;
  upload.page.on('dialog', (dialog) => {
    questions += 1;
    void dialog.accept();
  });
  await upload.page.reload();
  expect(questions).toBe(0);
}, 120_000);

test('dropped again, a file that was interrupted goes on by itself', async () => {
  const upload = await open();
  const letGo = await upload.holdParts(3, () => upload.choose('long.mp4'));
  upload.page.once('dialog', (dialog) => dialog.accept());
  await upload.page.reload();
  await letGo();
  const parts = upload.watchParts();
  await upload.drop('long.mp4');
  await sends(parts, [3]);
  await taken();
  await sends(parts, [3]);
}, 120_000);

test('paused it sends nothing; it goes on with what is missing', async () => {
  const upload = await open();
  const parts = upload.watchParts();
  const letGo = await upload.holdParts(2, () => upload.choose('long.mp4'));
  await upload.pressIn('long.mp4', 'Pause');
  await upload.says('long.mp4', /Paused at/);
  await letGo();
  await sends(parts, [1]);
  await upload.pressIn('long.mp4', 'Go on');
  await taken();
  await sends(parts, [1, 2, 3]);
}, 90_000);

test('cancelled, its upload is gone', async () => {
  const upload = await open();
  const letGo = await upload.holdParts(2, () => upload.choose('long.mp4'));
  await upload.pressIn('long.mp4', 'Cancel');
  await upload.says('long.mp4', 'Cancelled.');
  await taken();
  await letGo();
  await upload.pressIn('long.mp4', 'Remove from this list');
  expect(await upload.row('long.mp4').count()).toBe(0);
}, 60_000);

test('what would be refused at the end is refused before the first byte, in words that say what to do', async () => {
  const upload = await open();
  const asked: string[] = [];
  upload.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/uploads')) asked.push(request.url());
  });
  await upload.choose('notes.mp4', 'empty.mp4', 'huge.mp4');
  await upload.says('notes.mp4', 'This is no video or sound that can be read here. MP4, MOV');
  await upload.says('empty.mp4', 'This file is empty.');
  await upload.says('huge.mp4', /has 134\.2 MB, and 67\.1 MB is the most/);
  expect(asked).toEqual([]);
}, 30_000);

test('with too many uploads open it waits, says why, and begins when it is told to', async () => {
  const details = { filename: 'other.mp4', size_bytes: 100, mime: 'video/mp4', title: 'Other' };
  const others = [];
  for (let count = 0; count < OPEN_UPLOADS; count++) others.push(await client.createUpload(details));
  const upload = await open();
  await upload.choose('Bees.mp4');
  await upload.says('Bees', /Too many uploads are not finished/);
  const unfinished = upload.page.locator('#unfinished li');
  expect(await unfinished.count()).toBe(OPEN_UPLOADS);
  await client.abortUpload(others[0]?.upload_id ?? '');
  await upload.pressIn('Bees', 'Try again');
  await upload.says('Bees', /Ready in all qualities|Making|All is sent/, 60_000);
}, 90_000);

test('an upload that ended elsewhere is said to have, and sent anew', async () => {
  const upload = await open();
  const letGo = await upload.holdParts(2, () => upload.choose('long.mp4'));
  await upload.pressIn('long.mp4', 'Pause');
  await letGo();
  const [ended] = (await client.listUploads()).uploads;
  await client.abortUpload(ended?.upload_id ?? '');
  await upload.pressIn('long.mp4', 'Go on');
  await upload.says('long.mp4', /This upload was given up or ended elsewhere/);
  const parts = upload.watchParts();
  await upload.pressIn('long.mp4', 'Try again');
  await sends(parts, [1, 2, 3]);
  await taken();
}, 90_000);

test('what the API refuses is told in words that say what to do, and goes on when it may', async () => {
  const refusals: [code: string, details: object, words: RegExp][] = [
    ['quota_exceeded', { quota: 'total' }, /does not fit into your storage any more\. Delete videos/],
    ['quota_exceeded', { quota: 'daily' }, /may upload in a day\. Try again tomorrow/],
    ['rate_limited', { retry_after_sec: 600 }, /begins by itself in 10 minutes/],
    ['account_suspended', {}, /Your account is suspended/],
    ['storage_full', {}, /disk of this site is full/],
    ['internal', {}, /on our side\. What has arrived is kept/],
  ];
  let refusal = {};
  const upload = await open();
  await upload.page.route('**/api/v1/uploads', (route) => route.fulfill({ status: 429, json: { error: refusal } }));
  for (const [at, [code, details, words]] of refusals.entries()) {
    refusal = { code, details, message: 'the API says why' };
    if (at === 0) await upload.choose('Bees.mp4');
    else await upload.pressIn('Bees', 'Try again');
    await upload.says('Bees', words);
  }
  await upload.page.unrouteAll();
  await upload.pressIn('Bees', 'Try again');
  await upload.says('Bees', /Ready in all qualities|Making|All is sent/, 40_000);
  await upload.row('Bees').getByRole('button', { name: 'Pause' }).waitFor({ state: 'hidden' });
  expect(await upload.row('Bees').getByRole('alert').isVisible()).toBe(false);
}, 60_000);

test('rows in every state keep nobody out', async () => {
  await client.createUpload({ filename: 'left.mp4', size_bytes: 100, mime: 'video/mp4', title: 'Left' });
  const upload = await open();
  await upload.holdParts(2, () => upload.choose('long.mp4', 'notes.mp4'));
  await upload.page.evaluate(axe.source);
  const found = await upload.page.evaluate<string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`);
  expect(found).toEqual([]);
}, 60_000);

test('without a connection it says so, and goes on by itself', async () => {
  const upload = await open();
  const parts = upload.watchParts();
  const letGo = await upload.holdParts(2, () => upload.choose('long.mp4'));
  await context.setOffline(true);
  await letGo();
  await upload.says('long.mp4', noConnection);
  await context.setOffline(false);
  await taken();
  await sends(parts, [1, 2, 3]);
}, 120_000);

test('what is chosen without a connection waits for one, and begins by itself', async () => {
  const upload = await open();
  await context.setOffline(true);
  await upload.choose('Bees.mp4');
  await upload.says('Bees', noConnection);
  await upload.row('Bees').getByRole('button', { name: 'Try again' }).waitFor();
  expect(await upload.row('Bees').getByRole('alert').isVisible()).toBe(false);
  await context.setOffline(false);
  await upload.says('Bees', /Ready in all qualities|Making|All is sent/, 40_000);
}, 60_000);

test('the same in a browser that has yet to fetch what sends files', async () => {
  const fresh = await browser.newContext({ storageState: await context.storageState() });
  const upload = await openUploadPage(fresh, kinora.url, file);
  await fresh.setOffline(true);
  await upload.choose('Bees.mp4', 'Flowers.mp4');
  for (const name of ['Bees', 'Flowers']) await upload.says(name, noConnection);
  await upload.pressIn('Flowers', 'Cancel');
  await fresh.setOffline(false);
  await upload.says('Bees', /Ready in all qualities|Making|All is sent/, 40_000);
  expect(await upload.row('Flowers').count()).toBe(0);
  await fresh.close();
}, 60_000);

test('without JavaScript the page says what else there is, and an upload can be given up', async () => {
  const { upload_id } = await client.createUpload({
    filename: 'left.mp4',
    size_bytes: 100,
    mime: 'video/mp4',
    title: 'Left',
  });
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await plain.newPage();
  await page.goto(`${kinora.url}/studio/upload`);
  await page.getByText(`./kinora upload FILE --host ${kinora.url}`).waitFor();
  expect(await page.getByText('Choose files').isVisible()).toBe(false);
  const giveUp = page.getByRole('button', { name: 'Give up “left.mp4”' });
  await Promise.all([page.waitForEvent('load'), giveUp.click()]);
  expect(await page.getByText('left.mp4').count()).toBe(0);
  expect((await client.uploadStatus(upload_id)).state).toBe('aborted');
  await plain.close();
}, 30_000);

test('who is not signed in is asked to, and comes back', async () => {
  for (const path of ['/studio', '/studio/upload', '/studio?status=failed']) {
    const answer = await fetch(kinora.url + path, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`/account/sign-in?next=${encodeURIComponent(path)}`);
  }
});
