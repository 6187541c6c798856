import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createCommentWorld } from '../../origin/comments/testing/comment-world.ts';
import { startTestOrigin, type TestOrigin } from '../../origin/testing/test-origin.ts';
import { channels, comments, playlists, videos } from '../../shared/schema/index.ts';
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

test('counts that have drifted are reported and mended, and there is nothing to mend after', async () => {
  const world = await createCommentWorld(origin);
  const { creator, channelId } = world;
  const videoId = await world.newVideo();
  const { comment_id: commentId } = await world.post(creator, videoId, 'one');
  await world.vote(creator, commentId, 'like');
  await world.send(creator, 'PUT', `/videos/${videoId}/reaction`, { rating: 'like' });
  await world.send(creator, 'PUT', `/channels/${channelId}/subscription`, {});
  const list = await world.send(creator, 'POST', '/playlists', { title: 'Mine' });
  const { playlist_id: playlistId } = (await list.json()) as { playlist_id: string };
  await world.send(creator, 'POST', `/playlists/${playlistId}/items`, { video_id: videoId });

  const facts = async () => {
    const [video] = await origin.db.select().from(videos).where(eq(videos.id, videoId));
    const [comment] = await origin.db.select().from(comments).where(eq(comments.id, commentId));
    const [channel] = await origin.db.select().from(channels).where(eq(channels.id, channelId));
    const [playlist] = await origin.db.select().from(playlists).where(eq(playlists.id, playlistId));
    const { likeCount, dislikeCount, commentCount } = video ?? {};
    return {
      ...{ likeCount, dislikeCount, commentCount, commentLikes: comment?.likeCount },
      ...{ subscribers: channel?.subscriberCount, items: playlist?.itemCount },
    };
  };
  const right = { likeCount: 1, dislikeCount: 0, commentCount: 1, commentLikes: 1, subscribers: 1, items: 1 };
  expect(await facts()).toEqual(right);

  await origin.db.update(videos).set({ likeCount: 7, dislikeCount: 7, commentCount: 7 }).where(eq(videos.id, videoId));
  await origin.db.update(comments).set({ likeCount: 0 }).where(eq(comments.id, commentId));
  await origin.db.update(channels).set({ subscriberCount: 0 }).where(eq(channels.id, channelId));
  await origin.db.update(playlists).set({ itemCount: 3 }).where(eq(playlists.id, playlistId));
  for (const wrong of [1, 0]) {
    const { code, events } = await admin('counts', 'recount');
    expect(code).toBe(0);
    const [report] = events.filter(({ event }) => event === 'recounted');
    expect(report).toMatchObject({
      looked_at: { comments: 1, videos: 1, playlists: 1 },
      repaired: {
        ...{ comments: wrong, comment_totals: wrong, video_ratings: wrong, subscribers: wrong, playlist_items: wrong },
      },
    });
    expect(await facts()).toEqual(right);
  }
  expect((await admin('counts', 'count')).code).toBe(2);
}, 30_000);
