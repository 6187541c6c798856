import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createLog } from '../../platform/log.ts';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { createWorker } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { transcodeJobIds, transcodeQueue } from '../../shared/contracts/transcode.ts';
import { newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { cancelledKey } from '../../shared/media/transcode-progress.ts';
import { type Service, startRedis, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { createTranscodeJobs } from '../adapters/bullmq-jobs.ts';
import { purgeVideos } from './purge-videos.ts';

let server: Service;
let redis: Redis;
let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  [server, dir] = await Promise.all([startRedis(), tempDir()]);
  redis = connectRedis(server.url, { forBullmq: true });
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
  await dir?.remove();
});

test('a deleted video whose job runs elsewhere: the job is told, its last files go too, and the queue is free', async () => {
  const jobs = createTranscodeJobs(redis);
  const objects = createFilesystemStore({ rootDir: join(dir.path, 'store'), publicUrl: 'http://127.0.0.1' });
  const videoId = newVideoId();
  const put = (key: string) => objects.putBytes(key, new Uint8Array([1]), { contentType: 'video/mp4' });
  const left: string[] = [];
  // Stands for a transcoder: it writes until it sees that the video is no more.
  const connection = connectRedis(server.url, { forBullmq: true });
  const worker = createWorker<unknown, unknown>(transcodeQueue, connection, async () => {
    await waitFor(async () => {
      await put(`${objectKeys.generationPrefix(videoId, 'lx0001')}${left.push('segment')}.m4s`);
      return (await redis.exists(cancelledKey(videoId))) === 1;
    });
  });
  try {
    const jobId = transcodeJobIds.prepare(videoId);
    const payload = { video_id: videoId, original_key: 'originals/a/b', original_size_bytes: 1, priority: 1 };
    await jobs.add(transcodeQueue, [{ jobId, payload, priority: 1 }]);
    await waitFor(() => left.length > 0, { what: 'the job to run' });
    const purged: string[] = [];
    const store = { listToPurge: async () => [videoId], markPurged: async (id: string) => void purged.push(id) };
    const deps = {
      store,
      objects,
      jobs,
      clock: () => new Date(),
      log: createLog({ level: 'silent', service: 'test' }),
    };
    expect(await purgeVideos(deps)).toBe(1);
    expect(purged).toEqual([videoId]);
    expect(await jobs.state(videoId)).toEqual({ kind: 'vanished' });
    expect(await Array.fromAsync(objects.list(objectKeys.videoPrefix(videoId)))).toEqual([]);
  } finally {
    await worker.close();
    await jobs.close();
    connection.disconnect();
  }
}, 20_000);
