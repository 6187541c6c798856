import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createCommentWorld } from '../../origin/comments/testing/comment-world.ts';
import { startTestOrigin, type TestOrigin } from '../../origin/testing/test-origin.ts';
import { videos } from '../../shared/schema/index.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
}, 30_000);
afterAll(() => origin?.stop());

/** Runs `kinora admin … --json` to its end. */
async function admin(...args: string[]) {
  const { child, events } = runLauncher(['admin', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  return { code: (await child.exited).code, events };
}

test('a count that has drifted is mended, and there is nothing to mend after', async () => {
  const world = await createCommentWorld(origin);
  const videoId = await world.newVideo();
  await world.post(world.creator, videoId, 'one');
  await origin.db.update(videos).set({ commentCount: 5 }).where(eq(videos.id, videoId));
  for (const repaired_videos of [1, 0]) {
    const { code, events } = await admin('comments', 'recount');
    expect(code).toBe(0);
    expect(events).toEqual([
      expect.objectContaining({ event: 'recounted', comments: 1, videos: 1, repaired_comments: 0, repaired_videos }),
    ]);
    expect(await world.total(videoId)).toBe(1);
  }
  expect((await admin('comments', 'count')).code).toBe(2);
}, 20_000);
