import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { openS3Bucket } from '../platform/object-store/s3-bucket.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { s3Environment, startS3, tempDir } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { readMaster, readMediaPlaylist } from './media-set.ts';
import { signUpInBrowser } from './pages/sign-in-browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let s3: Awaited<ReturnType<typeof startS3>>;

beforeAll(async () => {
  s3 = await startS3();
  kinora = await runKinora(['start'], {
    ...s3Environment(s3),
  });
  await kinora.ready();
}, 120_000);

afterAll(async () => {
  await kinora?.stop();
  await s3?.stop();
}, 30_000);

test('with an S3 store a clip goes straight to the bucket and plays from it', async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  await makeClip({ path, durationSec: 2 });
  const { client } = await newCreator(kinora);
  const created = await client.createUpload({ title: 'S3', filename: 'x.mp4', size_bytes: 10, mime: 'video/mp4' });
  expect(created.parts[0]?.url).toStartWith(s3.endpoint);

  const report = await uploadAndSettle(client, path);
  expect(report.status).toBe('ready');
  const { hls_url } = await kinora.client().playback(report.video_id);
  const { variants } = await readMaster(hls_url);
  for (const url of variants.values()) {
    const playlist = await readMediaPlaylist(url);
    for (const segment of [playlist.initUrl, ...playlist.segmentUrls]) {
      const response = await fetch(segment);
      const bytes = await response.arrayBuffer();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
      const part = await fetch(segment, { headers: { range: 'bytes=2-9' } });
      expect(part.status).toBe(206);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(bytes.slice(2, 10)));
    }
  }
}, 90_000);

test('the studio sends parts from the browser straight to the bucket', async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'From a page.mp4');
  await makeClip({ path, durationSec: 1, width: 128, height: 72, frameRate: 10 });
  await openS3Bucket({ ...s3, forcePathStyle: true }).allowUploadsFrom([kinora.url]);
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    await signUpInBrowser(context, kinora.url, 'sam_on_s3');
    const page = await context.newPage();
    const puts: string[] = [];
    page.on('request', (request) => void (request.method() === 'PUT' && puts.push(new URL(request.url()).origin)));
    await page.goto(`${kinora.url}/studio/upload`);
    await page.locator('#upload-files').setInputFiles(path);
    await page.getByText('Ready in all qualities.').waitFor({ timeout: 60_000 });
    expect(puts).toEqual([new URL(s3.endpoint).origin]);
  } finally {
    await browser.close();
  }
}, 90_000);
