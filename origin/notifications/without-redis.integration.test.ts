import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { feedPageSchema } from '../../shared/contracts/subscriptions.ts';
import { startRedis } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { createNotificationWorld, type NotificationWorld } from './testing/notification-world.ts';

setDefaultTimeout(90_000);
let redis: Awaited<ReturnType<typeof startRedis>>;
let origin: TestOrigin;
let world: NotificationWorld;
beforeAll(async () => {
  redis = await startRedis();
  origin = await startTestOrigin({ KINORA_REDIS_URL: redis.url });
  world = await createNotificationWorld(origin);
});
afterAll(async () => {
  await world?.close();
  await origin?.stop();
  await redis?.stop();
});

test('while Redis is away people go on as before, and what they did is told once when it is back', async () => {
  const [ann, bob] = await Promise.all([origin.signUp(), origin.signUp()]);
  const videoId = await world.newVideo();
  const { comment_id } = await world.post(ann, videoId, 'Anybody here?');
  const later = await world.newVideo({ visibility: 'private' });
  process.kill(redis.pid, 'SIGKILL');
  await redis.stop();

  const asBob = (method: string, path: string, body?: object) => world.outcome(bob, method, path, body);
  expect(await asBob('PUT', `/videos/${videoId}/reaction`, { rating: 'like' })).toBe('200');
  expect(await asBob('PUT', `/channels/${world.channelId}/subscription`, { notifications: 'all' })).toBe('200');
  expect(await asBob('POST', `/comments/${comment_id}/reaction`, { action: 'like' })).toBe('200');
  expect(await asBob('POST', `/videos/${videoId}/comments`, { content: 'I am', parent_id: comment_id })).toBe('201');
  expect(await asBob('PUT', `/me/history/${videoId}`, { position_sec: 3 })).toBe('200');
  expect(await world.outcome(world.creator, 'PATCH', `/videos/${later}`, { visibility: 'public' })).toBe('200');
  const inFeed = async () => {
    const page = feedPageSchema.parse(await (await world.send(bob, 'GET', '/me/feed')).json());
    return page.videos.map(({ video_id }) => video_id);
  };
  expect(await inFeed()).toContain(later);
  expect(await world.list(ann)).toMatchObject({ notifications: [], unread_count: 0 });

  redis = await startRedis(Number(new URL(redis.url).port));
  const told = (user: TestUser) =>
    waitFor(async () => (await world.list(user)).notifications.length > 0 && (await world.list(user)).notifications, {
      ...{ what: 'what happened meanwhile to be told', timeoutMs: 30_000 },
    });
  expect(await told(ann)).toMatchObject([{ kind: 'reply', event_count: 1, comment: { excerpt: 'I am' } }]);
  expect(await told(bob)).toMatchObject([{ kind: 'new_video', event_count: 1, video: { video_id: later } }]);
  expect((await inFeed()).filter((id) => id === later)).toHaveLength(1);
});
