import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import axe from 'axe-core';
import { unzipSync } from 'fflate';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';
import { erasureSchema } from '../shared/contracts/privacy.ts';
import { isErrorBody } from '../shared/errors.ts';
import { formatsOf } from '../shared/format.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { readMaster, readMediaPlaylist } from './media-set.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** Having one's data and having it go, through the public host, in a browser that runs no scripts unless a test says otherwise. */
let url: string;
let kinora: RunningKinora;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let creator: Awaited<ReturnType<typeof newCreator>>;
let person: { email: string; password: string };
let videoId: string;
let clip: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  [kinora, browser] = await Promise.all([runKinora(['start']), launchBrowser()]);
  url = kinora.url;
  await Promise.all([makeClip({ path, durationSec: 4, width: 256, height: 144 }), kinora.ready()]);
  clip = await Bun.file(path).bytes();
  creator = await newCreator(kinora);
  person = { email: (await creator.client.me()).email, password: 'correct horse battery' };
  const report = await uploadAndSettle(creator.client, path);
  expect(report.status).toBe('ready');
  videoId = report.video_id;
  context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
}, 30_000);

const go = (path: string) => page.goto(url + path);
const heading = () => page.locator('h1').textContent();
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const said = () => page.getByRole('alert').textContent();
async function signIn(): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await press('Sign in');
}

/** What is said beside a field that was refused; `null` where it was not. */
async function saidOf(label: string): Promise<string | null> {
  const field = page.getByLabel(label);
  const note = await field.getAttribute('aria-describedby');
  if ((await field.getAttribute('aria-invalid')) !== 'true' || note === null) return null;
  return page.locator(`#${note}`).textContent();
}

const in14Days = () => formatsOf('en').date(Date.now() + 14 * 86_400_000);

/** The link to `page` in the newest mail that has one, as an operator reads it. */
async function linkInMail(page: string): Promise<string> {
  const run = async (...args: string[]) => {
    const env = { ...process.env, KINORA_DATA: kinora.dataDir };
    const child = Bun.spawn([join(import.meta.dir, '../kinora'), 'admin', 'mail', ...args], { env, stderr: 'pipe' });
    return new Response(child.stdout).text();
  };
  for (const id of (await run('list')).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []) {
    const [link] = new RegExp(`/account/${page}\\?token=[\\w-]+`).exec(await run('show', id)) ?? [];
    if (link !== undefined) return link;
  }
  throw new Error(`no mail leads to ${page}`);
}

test('somebody downloads everything, by ranges too, and removes the archive', async () => {
  await go('/account/data');
  await signIn();
  expect(await heading()).toBe('Your data');
  await page.getByLabel('Password').fill('wrong horse battery');
  await press('Make an archive');
  expect(await said()).toBe('The password is wrong.');
  expect(await saidOf('Password')).toBe('The password is wrong.');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
  await page.getByLabel('Password').fill(person.password);
  await press('Make an archive');
  expect(await page.getByRole('status').textContent()).toStartWith('The archive is being made.');
  const download = page.getByRole('link', { name: 'Download' });
  const isThere = async () => (await go('/account/data')) && (await download.count()) > 0;
  await waitFor(isThere, { timeoutMs: 40_000, intervalMs: 500, what: 'the archive' });
  const from = (await download.getAttribute('href')) ?? '';
  expect(from).toStartWith(`${url}/api/v1/exports/`);

  const whole = await fetch(from);
  expect(whole.headers.get('content-type')).toBe('application/zip');
  const bytes = await whole.bytes();
  const rest = await fetch(from, { headers: { range: `bytes=${bytes.length - 100}-` } });
  expect([rest.status, rest.headers.get('cache-control')]).toEqual([206, 'private, no-store']);
  expect(await rest.bytes()).toEqual(bytes.slice(-100));
  const files = unzipSync(bytes);
  expect(files[`videos/${videoId}/clip.mp4`]).toEqual(clip);
  expect(JSON.parse(new TextDecoder().decode(files['profile.json']))).toMatchObject([{ email: person.email }]);

  await press(/^Remove the archive/);
  expect(await page.getByRole('status').textContent()).toBe('The archive is removed.');
  expect((await fetch(from)).status).toBe(404);
}, 90_000);

test('somebody who leaves is locked out at once, their video stops within 30 s, and the link of the mail keeps it all', async () => {
  const { hls_url } = await kinora.client().playback(videoId);
  const { variants } = await readMaster(hls_url);
  const { segmentUrls } = await readMediaPlaylist([...variants.values()][0] ?? '');
  const segment = segmentUrls[0] ?? '';
  expect((await fetch(segment)).ok).toBe(true);

  await go('/account');
  await page.getByRole('link', { name: 'Download everything, or delete your account' }).click();
  await page.getByRole('link', { name: 'Delete your account…' }).click();
  await page.getByLabel('Password').fill('wrong horse battery');
  await press('Delete my account');
  expect(await said()).toBe('The password is wrong.');
  expect(await saidOf('Password')).toBe('The password is wrong.');
  await page.getByLabel('Password').fill(person.password);
  const before = in14Days();
  await press('Delete my account');
  const leftAtMs = performance.now();
  expect(await heading()).toBe('Your account is locked');
  const dueDays = new Set([before, in14Days()]); // two about midnight
  const cookies = (await context.cookies()).map(({ name }) => name);
  expect(cookies.filter((name) => /access|refresh/.test(name))).toEqual([]);
  const refusal = await waitFor(
    async () => {
      const answer = await fetch(segment);
      const body: unknown = answer.ok ? await answer.arrayBuffer() : await answer.json();
      return isErrorBody(body) ? `${answer.status} ${body.error.code}` : null;
    },
    { timeoutMs: 35_000, intervalMs: 250, what: 'the end of the playback' },
  );
  expect(refusal).toBe('401 token_revoked');
  expect(performance.now() - leftAtMs).toBeLessThan(30_000);

  const inMail = await linkInMail('keep');
  await go('/account');
  await signIn();
  expect(await heading()).toBe('This account is about to be deleted');
  const words = await page.locator('main').textContent();
  expect([...dueDays].some((day) => words?.includes(day))).toBe(true);
  await press('Send the mail again');
  expect(await heading()).toBe('Look into your mail');
  await go(inMail);
  await press('Keep the account');
  expect(await heading()).toBe('This link does not work');
  const again = await linkInMail('keep');
  for (let opened = 0; opened < 2; opened++) await go(again);
  await press('Keep the account');
  expect(await heading()).toBe('Your account stays');
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
  await signIn();
  expect(await heading()).toBe('Your account');
  await waitFor(async () => (await kinora.client().playback(videoId)).hls_url, { timeoutMs: 20_000 });
}, 120_000);

test('a body goes along with DELETE through the edge', async () => {
  const { client, accessToken } = await newCreator(kinora);
  const leave = (password: string) =>
    fetch(`${url}/api/v1/me`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
  expect((await leave('wrong horse battery')).status).toBe(401);
  const left = await leave('correct horse battery');
  expect(left.status).toBe(202);
  expect(Date.parse(erasureSchema.parse(await left.json()).due_at)).toBeGreaterThan(Date.now());
  await expect(client.updateVideo(videoId, { title: 'x' })).rejects.toMatchObject({ code: 'account_suspended' });
});

test('the QR code holds what the authenticator app needs', async () => {
  await go('/account/second-factor');
  await page.getByLabel('Password').fill(person.password);
  await press('Begin');
  const { data, info } = await sharp(await page.locator('.qr').screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const uri = decodeQR({ ...info, data });
  const secret = (await page.locator('.secret').textContent())?.replaceAll(' ', '') ?? '';
  expect(new URL(uri).searchParams.get('secret')).toBe(secret);
  await page.getByLabel('The six digits').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await press('Turn on');
  expect(await heading()).toBe('Your recovery codes');
  await go('/account/delete');
  await page.getByLabel('Password').fill(person.password);
  await page.getByLabel('Code of the app, or a recovery code').fill('000000');
  await press('Delete my account');
  expect(await said()).toStartWith('This code is wrong');
  expect(await saidOf('Code of the app, or a recovery code')).toStartWith('This code is wrong');
  expect(await page.getByLabel('Password').getAttribute('aria-invalid')).toBeNull();
}, 30_000);

test.each([
  [360, 'dark'],
  [1280, 'light'],
] as const)(
  'axe finds no fault with the pages, %i px wide and %s',
  async (width, colorScheme) => {
    const { cookies } = await context.storageState();
    const seen = await browser.newContext({
      ...{ colorScheme, viewport: { width, height: 800 }, storageState: { cookies, origins: [] } },
    });
    const tab = await seen.newPage();
    const own = ['/account', '/account/data', '/account/delete', '/account/second-factor'];
    const open = ['sign-in', 'sign-up', 'forgot-password', 'sign-in/code?challenge=x', 'keep?token=x'];
    const leaving = `sign-in/leaving?${new URLSearchParams({ challenge: 'x', due_at: '2030-01-01T00:00:00.000Z' })}`;
    const faults: string[] = [];
    for (const path of [...own, ...[...open, leaving].map((each) => `/account/${each}`)]) {
      if (path === '/account/sign-in') await seen.clearCookies();
      await tab.goto(url + path);
      await tab.evaluate(axe.source);
      const found = await tab.evaluate<string[]>(`axe.run().then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
      const isWide = await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      faults.push(...found.map((fault) => `${path} ${fault}`), ...(isWide ? [`${path} is wider than the screen`] : []));
    }
    expect(faults).toEqual([]);
    await seen.close();
  },
  60_000,
);
