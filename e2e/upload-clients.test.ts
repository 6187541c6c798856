import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { Upload } from 'tus-js-client';
import type { ApiClient } from '../shared/client/api-client.ts';
import { noise, sha256 } from '../testkit/bytes.ts';
import { requireEngine } from '../testkit/engines.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { newCreator } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';
import { serveUppyPage } from './uppy/serve-page.ts';

/** Begins like an MP4 file; what the encoder makes of the rest does not matter here. */
const bytes = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), noise(20 << 20, 3)]);
const mebibyte = 1 << 20;

let kinora: RunningKinora;
let browser: Browser;
let app: Awaited<ReturnType<typeof serveUppyPage>>;
let creator: ApiClient;
let token: string;
let apiKey: string;
let page: Page;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  await Bun.write(join(scratch.path, 'clip.mp4'), bytes);
  [kinora, browser, app] = await Promise.all([runKinora(['start']), launchBrowser(), serveUppyPage()]);
  await kinora.ready();
  ({ client: creator, accessToken: token } = await newCreator(kinora));
  await makeClip({ path: join(scratch.path, 'real.mp4') });
  const made = await fetch(`${kinora.url}/api/v1/me/api-keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'guide', scopes: ['uploads:write', 'videos:read'] }),
  });
  apiKey = ((await made.json()) as { key: string }).key; // our own contract
}, 120_000);
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  app?.stop();
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

async function openPage(): Promise<void> {
  await page.goto(app.url);
  await page.setInputFiles('input', join(scratch.path, 'clip.mp4'));
}
const send = (plugin: 'aws-s3' | 'tus') =>
  page.evaluate(([name, api, key]) => window.send(name, api, key), [plugin, `${kinora.url}/api/v1`, token] as const);

type Break = { urls: RegExp; isHeld(request: Request): boolean; hasRestArrived(): Promise<boolean> };

/** Sends with one request held back, leaves the page once the others arrived, and sends again from a new visit. */
async function sendAcrossReload(plugin: 'aws-s3' | 'tus', { urls, isHeld, hasRestArrived }: Break) {
  page = await browser.newPage();
  await openPage();
  const held = Promise.withResolvers<void>();
  await page.route(urls, (route) => (isHeld(route.request()) ? held.resolve() : route.continue()));
  const firstVisit = send(plugin).catch(() => null); // the page goes away under it
  await held.promise;
  await waitFor(hasRestArrived, { timeoutMs: 30_000 });
  await openPage();
  // Not before: what is held would go out.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await firstVisit;
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  return { result: await send(plugin), requests };
}

test('AwsS3 sends parts to presigned URLs, and after a reload only those that are missing', async () => {
  const partOf = (request: Request) =>
    request.method() === 'PUT' ? Number(/\/storage\/parts\/[^/]+\/(\d+)/.exec(request.url())?.[1] ?? 0) : 0;
  const { result, requests } = await sendAcrossReload('aws-s3', {
    urls: /\/storage\/parts\/[^/]+\/3/,
    isHeld: (request) => request.method() === 'PUT',
    async hasRestArrived() {
      const [upload] = (await creator.listUploads()).uploads;
      return upload !== undefined && (await creator.uploadStatus(upload.upload_id)).missing.join() === '3';
    },
  });
  expect(result.error).toBeNull();
  const videoId = new URL(result.url ?? '').pathname.split('/').at(-1) ?? '';
  expect((await creator.video(videoId)).title).toBe('From a page');
  expect(requests.map(partOf).filter((part) => part > 0)).toEqual([3]);
  expect((await creator.videoStatus(videoId)).status).not.toBe('uploading');
}, 60_000);

test('Tus sends chunks, and after a reload goes on where it was', async () => {
  const offsetOf = (request: Request) =>
    request.method() === 'PATCH' ? Number(request.headers()['upload-offset'] ?? Number.NaN) : Number.NaN;
  const { result, requests } = await sendAcrossReload('tus', {
    urls: /\/api\/v1\/tus\//,
    isHeld: (request) => offsetOf(request) === 10 * mebibyte,
    hasRestArrived: async () => true,
  });
  expect(result.error).toBeNull();
  const offsets = requests.map(offsetOf).filter((offset) => !Number.isNaN(offset));
  expect(offsets).toEqual([10, 15, 20].map((count) => count * mebibyte));
  const uploadId = result.url?.split('/').at(-1) ?? '';
  expect(result.url).toBe(`${kinora.url}/api/v1/tus/${uploadId}`);
  expect(await creator.uploadStatus(uploadId)).toMatchObject({ state: 'completed', size_bytes: bytes.length });
}, 60_000);

describe('the guide', () => {
  const root = join(import.meta.dir, '..');
  const guide = (name: string) => join(import.meta.dir, name);
  /** Runs a program with what the guide says to set; rejects with its last words. */
  async function run(argv: string[]): Promise<string> {
    const { PATH = '', HOME = '/' } = process.env;
    const env = {
      PATH,
      HOME,
      KINORA_API: `${kinora.url}/api/v1`,
      KINORA_API_KEY: apiKey,
      XDG_STATE_HOME: scratch.path,
    };
    const child = Bun.spawn(argv, { env, cwd: scratch.path, stdout: 'pipe', stderr: 'pipe' });
    const texts = Promise.all([child.stdout, child.stderr].map((stream) => new Response(stream).text()));
    const [[output = '', errors = ''], code] = await Promise.all([texts, child.exited]);
    if (code !== 0) throw new Error(`${argv[0]} ended with ${code}: ${errors}${output}`);
    return output;
  }

  test.each(['upload-guide/upload.sh', 'upload-guide/upload-by-tus.ts', 'uppy/kinora-uppy.ts'])(
    'shows %s as it is',
    async (name) => {
      const document = await Bun.file(join(root, 'docs/uploads.md')).text();
      expect(document).toContain((await Bun.file(guide(name)).text()).trim());
    },
  );

  test('works with curl', async () => {
    requireEngine('curl');
    requireEngine('jq');
    const { video_id } = JSON.parse(await run(['bash', guide('upload-guide/upload.sh'), 'clip.mp4']));
    expect((await creator.video(video_id)).visibility).toBe('unlisted');
    expect((await creator.videoStatus(video_id)).status).not.toBe('uploading');
  });

  test('works with tus-js-client', async () => {
    const url = await run([process.execPath, guide('upload-guide/upload-by-tus.ts'), 'clip.mp4']);
    const status = await creator.uploadStatus(url.trim().split('/').at(-1) ?? '');
    expect(status.state).toBe('completed');
    expect((await creator.video(status.video_id)).title).toBe('My holiday');
  });

  test('works with ./kinora upload, which waits until the video plays', async () => {
    const argv = [join(root, 'kinora'), 'upload', 'real.mp4', '--host', kinora.url, '--wait', 'playable', '--json'];
    const events = (await run(argv))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string }); // our own output
    // So short a clip may have its whole ladder by the time it is looked at.
    expect(events.at(-1)).toMatchObject({ event: expect.stringMatching(/^(playable|ready)$/), file: 'real.mp4' });
  }, 60_000);
});

test('tus survives kill -9 of origin: what was acknowledged is not sent again', async () => {
  const offsets: number[] = [];
  const urls = new Set<string>();
  let acknowledgedAtKill = -1;
  const url = await new Promise<string>((resolve, reject) => {
    const upload: Upload = new Upload(bytes, {
      endpoint: `${kinora.url}/api/v1/tus`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: 'clip.mp4' },
      chunkSize: 3 * mebibyte,
      retryDelays: Array.from({ length: 80 }, () => 500),
      onChunkComplete: (_size, accepted) => {
        if (accepted < 9 * mebibyte || acknowledgedAtKill >= 0) return;
        acknowledgedAtKill = accepted;
        process.kill(kinora.servicePid('origin'), 'SIGKILL');
      },
      onAfterResponse: (request, response) => {
        const offset = response.getHeader('Upload-Offset');
        if (request.getMethod() === 'HEAD' && offset !== undefined) offsets.push(Number(offset));
      },
      onUploadUrlAvailable: () => void urls.add(upload.url ?? ''),
      onSuccess: () => resolve(upload.url ?? ''),
      onError: reject,
    });
    upload.start();
  });
  expect(urls.size).toBe(1);
  expect(offsets.length).toBeGreaterThan(0);
  expect(offsets[0]).toBeGreaterThanOrEqual(acknowledgedAtKill);
  const { video_id, state } = await creator.uploadStatus(url.split('/').at(-1) ?? '');
  expect(state).toBe('completed');
  const [original = ''] = new Bun.Glob(`objects/objects/originals/${video_id}/*`).scanSync(kinora.dataDir);
  expect(sha256(await Bun.file(join(kinora.dataDir, original)).bytes())).toBe(sha256(bytes));
}, 60_000);
