import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createS3Store } from '../../platform/object-store/s3-store.ts';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import {
  type PublishedResult,
  type RepackageJob,
  transcodeJobIds,
  transcodeJobNames,
} from '../../shared/contracts/transcode.ts';
import { newId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import {
  type S3Service,
  type Service,
  s3Environment,
  startRedis,
  startS3,
  tempDir,
  waitFor,
} from '../../testkit/services.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';

setDefaultTimeout(120_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let redis: Service;
let s3: S3Service;
let own: Awaited<ReturnType<typeof jobsIn>>;
let transcoder: Child;
let videoId: string;
beforeAll(async () => {
  dir = await tempDir();
  [redis, s3] = await Promise.all([startRedis(), startS3()]);
  own = await jobsIn(dir.path, redis.url);
  transcoder = startTranscoder();
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 6, width: 256, height: 144 });
  const store = createS3Store(s3);
  ({ videoId } = await own.submit('clip.mp4', { delay: 600_000 }));
  const key = objectKeys.original(videoId, 'upload');
  await store.putFile(key, join(dir.path, 'clip.mp4'), { contentType: 'video/mp4' });
  await (await own.transcode.getJob(transcodeJobIds.prepare(videoId)))?.promote();
  await waitFor(async () => (await sets()).length === 1, { timeoutMs: 60_000, what: 'the first set' });
}, 120_000);
afterAll(async () => {
  await transcoder?.stop(8_000);
  await own?.close();
  await redis?.stop();
  await s3?.stop();
  await dir?.remove();
});

function startTranscoder(): Child {
  return spawnChild({
    argv: [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH ?? '',
      KINORA_REDIS_URL: redis.url,
      ...s3Environment(s3),
      KINORA_WORK_DIR: join(dir.path, 'work'),
      KINORA_LOG_LEVEL: 'warn',
    },
  });
}

/** Whole sets that were announced, in the order of their generations. */
async function sets(): Promise<PublishedResult[]> {
  const results = await own.resultsOf(videoId);
  return results
    .filter((result) => result.kind === 'ready')
    .sort((a, b) => Number.parseInt(a.generation, 36) - Number.parseInt(b.generation, 36));
}

/** What origin does when a creator brings captions in. */
async function bring(...languages: string[]): Promise<string[]> {
  const [first] = await sets();
  if (!first) throw new Error('nothing is published');
  const job: RepackageJob = { ...first, kind: 'repackage', codecs: [] };
  const ids: string[] = [];
  for (const language of languages) {
    const words = new TextEncoder().encode(`WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n${language}\n`);
    await createS3Store(s3).putBytes(objectKeys.caption(videoId, language), words, { contentType: 'text/vtt' });
    const jobId = transcodeJobIds.repackage(videoId, newId());
    await own.transcode.add(transcodeJobNames.repackage, job, { jobId, priority: 0 });
    ids.push(jobId);
  }
  return ids;
}
const isDone = async (ids: string[]) =>
  (await Promise.all(ids.map((id) => own.transcode.getJobState(id)))).every((state) => state === 'completed');
const languagesOf = (set: PublishedResult | undefined) => set?.captions?.map(({ language }) => language);

test('a burst of captions is packaged once or twice, and all of it is in the last set', async () => {
  const ids = await bring('de', 'en', 'es', 'fr', 'it', 'pt');
  await waitFor(() => isDone(ids), { timeoutMs: 60_000, what: 'all packaging' });
  const all = await sets();
  expect(all.length).toBeGreaterThan(1);
  // The first job may be at work before the second is there; the last packages what came meanwhile.
  expect(all.length).toBeLessThanOrEqual(1 + 2);
  expect(languagesOf(all.at(-1))).toEqual(['de', 'en', 'es', 'fr', 'it', 'pt']);
  const master = `${objectKeys.generationPrefix(videoId, all.at(-1)?.generation ?? '')}hls/master.m3u8`;
  const text = await new Response((await createS3Store(s3).get(master))?.body).text();
  expect(text.match(/TYPE=SUBTITLES/g)).toHaveLength(6);
});

test('a transcoder that is killed while it packages loses nothing', async () => {
  const [id = ''] = await bring('ja');
  await waitFor(async () => (await own.transcode.getJobState(id)) === 'active', { intervalMs: 2 });
  transcoder.kill('SIGKILL');
  await transcoder.exited;
  expect(await own.transcode.getJobState(id)).toBe('active');
  transcoder = startTranscoder();
  await waitFor(() => isDone([id]), { timeoutMs: 60_000, what: 'the packaging to be taken over' });
  expect(languagesOf((await sets()).at(-1))).toContain('ja');
});
