import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { generationFiles, objectKeys } from '../../shared/media/object-keys.ts';
import { makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { type Service, startRedis, tempDir, waitFor } from '../../testkit/services.ts';
import { createSourceCache } from '../fetch/source-cache.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';
import { remoteStore } from '../testing/remote-store.ts';
import { fastLadder } from '../testing/run-clip.ts';

setDefaultTimeout(120_000);

const [durationSec, width, height] = [16, 640, 360];
/** Only the first rung and one above it, both large enough for the code in the picture. */
const ladder = { ...fastLadder, steps: fastLadder.steps.filter(({ shortSide }) => [360, 480].includes(shortSide)) };
let dir: Awaited<ReturnType<typeof tempDir>>;
let redis: Service;
beforeAll(async () => {
  dir = await tempDir();
  redis = await startRedis();
  // A constant 6 Mbit/s: twelve megabytes, of which the first segments need but a few.
  const steady = ['-b:v', '6M', '-minrate', '6M', '-maxrate', '6M', '-bufsize', '6M', '-x264-params', 'nal-hrd=cbr'];
  const clip = { durationSec, width: 854, height: 480, outputArgs: steady };
  await makeClip({ ...clip, path: join(dir.path, 'front.mp4') });
  await runFfmpeg(['-i', join(dir.path, 'front.mp4'), '-c', 'copy', join(dir.path, 'end.mp4')]);
  await makeClip({ ...clip, path: join(dir.path, 'clip.mkv'), frameRate: 25, audio: false });
});
afterAll(async () => {
  await redis.stop();
  await dir.remove();
});

async function startRemote() {
  const local = createFilesystemStore({ rootDir: join(dir.path, 'store'), publicUrl: 'http://127.0.0.1' });
  const remote = remoteStore(local);
  const workRoot = join(dir.path, 'work');
  const sources = createSourceCache({ store: remote.store, workRoot, maxIdleBytes: 2 ** 30 });
  const own = await jobsIn(dir.path, redis.url, { store: remote.store, sources, workRoot, ladder });
  const workers = own.startWorkers({ jobs: 2, chunks: 1 });
  return {
    ...{ own, remote, local },
    async close() {
      remote.admit(() => true);
      await workers.close();
      await sources.close();
      await own.close();
    },
  };
}

/** The numbers of the frames of a published rung as it is at the moment. */
async function frameNumbers(own: Awaited<ReturnType<typeof jobsIn>>, prefix: string): Promise<(number | null)[]> {
  const names = (await own.keys(`${prefix}360p/`)).filter((key) => key.endsWith('.m4s'));
  const parts = [`${prefix}360p/init.mp4`, ...names].map(async (key) =>
    new Response((await own.store.get(key))?.body).bytes(),
  );
  const path = join(dir.path, 'joined.mp4');
  await Bun.write(path, Buffer.concat(await Promise.all(parts)));
  const pixels = await runFfmpeg(['-i', path, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-']);
  const bytes = width * height * 4;
  return Array.from({ length: pixels.length / bytes }, (_, frame) =>
    readFrameNumber(pixels.subarray(frame * bytes, (frame + 1) * bytes), width, height),
  );
}
const counting = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each(['front.mp4', 'end.mp4', 'clip.mkv'])('%s plays while most of it has yet to arrive', async (file) => {
  const { own, remote, close } = await startRemote();
  try {
    const { size } = Bun.file(join(dir.path, file));
    // The front, and the end for its index; what lies between comes when the video plays.
    remote.admit(({ start }, key) => !key.startsWith('originals/') || start < 5e6 || start > size - 2.5e6);
    const { videoId } = await own.submit(file, { attempts: 3 });
    const playable = await waitFor(
      async () => (await own.resultsOf(videoId)).find((result) => result.kind === 'playable'),
      { timeoutMs: 40_000, what: 'the first segments' },
    );
    const early = objectKeys.generationPrefix(videoId, playable.generation);
    const published = await frameNumbers(own, early);
    expect(published.length).toBeGreaterThanOrEqual(100);
    expect(published).toEqual(counting(published.length));
    const poster = await own.store.head(early + generationFiles.poster);
    expect(poster?.sizeBytes).toBeGreaterThan(1_000);
    expect(await own.resultsOf(videoId)).toHaveLength(1);

    remote.admit(() => true);
    const ready = await waitFor(async () => (await own.resultsOf(videoId)).find((result) => result.kind === 'ready'), {
      timeoutMs: 60_000,
      what: 'the whole set',
    });
    const final = await frameNumbers(own, objectKeys.generationPrefix(videoId, ready.generation));
    expect(final).toEqual(counting(durationSec * (file.endsWith('.mkv') ? 25 : 30)));
    const starts = remote.asked.filter(({ key }) => key === objectKeys.original(videoId, 'upload'));
    expect(new Set(starts.map(({ range }) => range.start)).size).toBe(Math.ceil(size / 2 ** 20));
  } finally {
    await close();
  }
});

test('damage in a file that was still arriving is told by an attempt that has all of it', async () => {
  const { own, close } = await startRemote();
  try {
    const bytes = await Bun.file(join(dir.path, 'front.mp4')).bytes();
    bytes.fill(0, bytes.length / 2, bytes.length / 2 + 2_000_000);
    await Bun.write(join(dir.path, 'hole.mp4'), bytes);
    const { videoId } = await own.submit('hole.mp4', { attempts: 3, backoff: { type: 'fixed', delay: 10 } });
    const failed = await waitFor(async () => (await own.resultsOf(videoId)).find((one) => one.kind === 'failed'), {
      timeoutMs: 60_000,
      what: 'the damage to be found',
    });
    expect(failed).toMatchObject({ code: 'corrupt_media' });
  } finally {
    await close();
  }
});
