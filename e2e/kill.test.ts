import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uploadFile } from '../cli/upload/upload-file.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { newCreator, settled } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let scratch: Awaited<ReturnType<typeof tempDir>>;

beforeAll(async () => {
  scratch = await tempDir();
  kinora = await runKinora(['start']);
  await kinora.ready();
}, 120_000);

afterAll(async () => {
  await kinora?.stop();
  await scratch?.remove();
}, 30_000);

test('kill -9 of the transcoder in mid-encode: the video still becomes ready', async () => {
  const path = join(scratch.path, 'long.mp4');
  await makeClip({ path, durationSec: 24, width: 1280, height: 720 });
  const { client } = await newCreator(kinora);
  const { video_id } = await uploadFile(client, path, { details: { title: 'Long' } });
  await waitFor(async () => (await client.videoStatus(video_id)).stage === 'ladder', {
    timeoutMs: 60_000,
    what: 'the ladder',
  });
  process.kill(kinora.servicePid('transcoder'), 'SIGKILL');
  const report = await settled(client, video_id);
  expect(report.status).toBe('ready');
  expect(report.renditions.map(({ name }) => name).sort()).toEqual(['144p', '240p', '360p', '480p', '720p']);
}, 180_000);

test('kill -9 of origin in mid-upload: the client resumes and completes', async () => {
  const path = join(scratch.path, 'parts.mp4');
  await makeClip({ path, durationSec: 1 });
  // A `free` box (ISO/IEC 14496-12 §8.1.2) is padding that every demuxer passes over: four parts' worth of it.
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + (30 << 20));
  header.write('free', 4);
  await appendFile(path, Buffer.concat([header, Buffer.alloc(30 << 20)]));

  const { client } = await newCreator(kinora);
  let killed = false;
  const { video_id } = await uploadFile(client, path, {
    details: { title: 'Parts' },
    onProgress: (sentBytes) => {
      if (killed || sentBytes < 9 << 20) return;
      killed = true;
      process.kill(kinora.servicePid('origin'), 'SIGKILL');
    },
  });
  expect(killed).toBe(true);
  expect((await settled(client, video_id)).status).toBe('ready');
}, 120_000);
