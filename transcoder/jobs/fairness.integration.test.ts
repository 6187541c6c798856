import { expect, setDefaultTimeout, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import { transcodeLongQueue } from '../../shared/contracts/transcode.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { startRedis, tempDir, waitFor } from '../../testkit/services.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';

setDefaultTimeout(60_000);

test('while first rungs of hours take all the time there is, a clip becomes playable', async () => {
  await using dir = await tempDir();
  const redis = await startRedis();
  const connection = connectRedis(redis.url);
  const long = createQueue<unknown>(transcodeLongQueue, connection);
  const own = await jobsIn(dir.path, redis.url);
  // An encoder that never ends with what is in Matroska, as if that were very long; anything else is encoded.
  const slow = join(dir.path, 'slow-ffmpeg');
  const endless = 'case "$*" in *" -f matroska "*early.fifo*) exec sleep 600 ;; esac';
  await writeFile(slow, `#!/bin/sh\n${endless}\nexec ${requireEngine('ffmpeg')} "$@"\n`, { mode: 0o755 });
  own.deps.tools = { ...own.deps.tools, ffmpeg: slow };
  const hour = { durationSec: 3600, width: 64, height: 36, frameRate: 1, audio: false, numbered: false };
  await makeClip({ ...hour, path: join(dir.path, 'hour.mkv') });
  await makeClip({ path: join(dir.path, 'clip.mp4'), durationSec: 10 });
  const workers = own.startWorkers({ jobs: 2, long: 2, chunks: 1 });
  try {
    for (let creator = 0; creator < 3; creator++) await own.submit('hour.mkv');
    await waitFor(async () => (await long.getActiveCount()) === 2 && (await long.getPrioritizedCount()) === 1, {
      timeoutMs: 20_000,
      what: 'the hours to be encoding',
    });
    const { videoId } = await own.submit('clip.mp4');
    await waitFor(async () => (await own.resultsOf(videoId)).find((result) => result.kind === 'playable'), {
      timeoutMs: 30_000,
      what: 'the clip to be playable',
    });
    expect(await long.getActiveCount()).toBe(2);
  } finally {
    await workers.close();
    await own.close();
    await long.close();
    connection.disconnect();
    await redis.stop();
  }
});
