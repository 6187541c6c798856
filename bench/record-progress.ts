// Records what the jobs of a real encode report, as origin reads it, for the tests of the estimate.
// usage: bun bench/record-progress.ts OUTPUT.json [SOURCE_SECONDS] [COPIES]; COPIES other videos are encoded meanwhile.
import { join } from 'node:path';
import { defaultLadder } from '../shared/media/ladder.ts';
import { encodeStateKey } from '../shared/media/transcode-progress.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { startRedis, tempDir } from '../testkit/services.ts';
import { jobsIn } from '../transcoder/testing/in-process-jobs.ts';

const [outputPath, seconds = '60', copies = '0'] = process.argv.slice(2);
if (!outputPath) throw new Error('usage: record-progress.ts OUTPUT.json [SOURCE_SECONDS] [COPIES]');

await using dir = await tempDir();
const redis = await startRedis();
const own = await jobsIn(dir.path, redis.url, { ladder: defaultLadder, chunkSec: 20, stallMs: 600_000 });
const noise = [
  '-vf',
  'noise=alls=3:allf=t,format=yuv420p',
  '-preset',
  'veryfast',
  '-maxrate',
  '12M',
  '-bufsize',
  '12M',
];
const size = { width: 1920, height: 1080, numbered: false };
await makeClip({ ...size, path: join(dir.path, 'clip.mp4'), durationSec: Number(seconds), outputArgs: noise });
const workers = own.startWorkers({ jobs: 2, chunks: 1 });
/** Redis' hash as it changed: milliseconds from the start, and the fields that are new. */
const changes: [ms: number, fields: Record<string, string>][] = [];
try {
  const startedMs = Date.now();
  const { videoId } = await own.submit('clip.mp4');
  for (let copy = 0; copy < Number(copies); copy++) await own.submit('clip.mp4');
  const known = new Map<string, string>();
  for (let isDone = false; !isDone; ) {
    isDone = (await own.resultsOf(videoId)).some(({ kind }) => kind === 'ready');
    const encode = await own.encodeOf(videoId);
    const fields = encode === undefined ? {} : await own.deps.redis.hgetall(encodeStateKey(videoId, encode));
    const changed = Object.entries(fields).filter(([name, value]) => known.get(name) !== value);
    for (const [name, value] of changed) known.set(name, value);
    if (changed.length > 0) changes.push([Date.now() - startedMs, Object.fromEntries(changed)]);
    await Bun.sleep(1_000);
  }
  const trace = { source_sec: Number(seconds), other_videos: Number(copies), started_at_ms: startedMs };
  await Bun.write(outputPath, `${JSON.stringify({ ...trace, ended_ms: Date.now() - startedMs, changes })}\n`);
} finally {
  await workers.close();
  await own.close();
  await redis.stop();
}
