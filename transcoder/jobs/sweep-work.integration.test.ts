import { expect, test } from 'bun:test';
import { transcodeJobIds, transcodeJobNames } from '../../shared/contracts/transcode.ts';
import { startRedis, tempDir } from '../../testkit/services.ts';
import { jobsIn } from '../testing/in-process-jobs.ts';
import { keepWork } from './kept-work.ts';
import { sweepWork } from './sweep-work.ts';

test('removes what no job will ever end, and nothing that is young or under way', async () => {
  await using dir = await tempDir();
  const redis = await startRedis();
  const own = await jobsIn(dir.path, redis.url);
  try {
    const put = (key: string) => own.store.putBytes(key, new Uint8Array(1), { contentType: 'video/mp4' });
    await put('work/lostAAAAAAA/e1/plan.json');
    await put('work/lostAAAAAAA/e1/chunks/00000/144p.mp4');
    await put('work/liveAAAAAAA/e2/plan.json');
    await keepWork(own.store, { videoId: 'keptAAAAAAA', encode: 'e3' });
    const jobId = transcodeJobIds.finish('liveAAAAAAA', 'e2');
    await own.transcode.add(transcodeJobNames.finish, {}, { jobId });
    expect(await sweepWork(own.deps)).toBe(0);
    const later = { ...own.deps, clock: () => Date.now() + 2 * 3_600_000 };
    expect(await sweepWork(later)).toBe(1);
    expect(await own.keys('work/')).toEqual(['work/keptAAAAAAA/e3/kept.json', 'work/liveAAAAAAA/e2/plan.json']);
    expect(await sweepWork({ ...own.deps, clock: () => Date.now() + 8 * 24 * 3_600_000 })).toBe(1);
    expect(await own.keys('work/')).toEqual(['work/liveAAAAAAA/e2/plan.json']);
  } finally {
    await own.close();
    await redis.stop();
  }
});
