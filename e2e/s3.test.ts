import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { makeClip } from '../testkit/fixtures.ts';
import { s3Environment, startS3, tempDir } from '../testkit/services.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { readMaster, readMediaPlaylist } from './media-set.ts';
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
