import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { and, eq, ne } from 'drizzle-orm';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { english, sayIn } from '../../shared/messages/catalogue.ts';
import { describeNotification } from '../../shared/notifications/describe-notification.ts';
import { publications, videos } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { publishedResult } from '../testing/published-result.ts';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../testing/test-origin.ts';
import { createNotificationWorld, type NotificationWorld } from './testing/notification-world.ts';

setDefaultTimeout(60_000);
let origin: TestOrigin;
let world: NotificationWorld;
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createNotificationWorld(origin);
});
afterAll(async () => {
  await world?.close();
  await origin?.stop();
});

/** Says what became of a video, as the transcoder does; over once it is in the database. */
async function report(result: TranscodeResult): Promise<void> {
  const job = await origin.results.add('result', result);
  await waitFor(async () => (await job.getState()) === 'completed', { what: 'the result to be taken' });
}

/** What the bell shows somebody, newest first. */
async function bellOf(user: TestUser): Promise<string[]> {
  return (await world.told(user)).map((one) => {
    const { text, href } = describeNotification(one, sayIn(english));
    return `${text} ${href}`;
  });
}

async function takeDown(method: 'PUT' | 'DELETE', videoId: string): Promise<number> {
  const response = await fetch(`${origin.url}/internal/admin/videos/${videoId}/takedown`, {
    method,
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    ...(method === 'PUT' ? { body: JSON.stringify({ reason: 'Not yours' }) } : {}),
  });
  return response.status;
}

test('whose upload is ready in every quality is told so: once, however often results come and it is made anew', async () => {
  const owner = await origin.signUp();
  const videoId = await uploadWholeVideo(owner, { title: 'My holidays' });
  await report(publishedResult('playable', videoId, 'g1'));
  expect(await bellOf(owner)).toEqual([]);
  for (const generation of ['g1', 'g1', 'g2']) await report(publishedResult('ready', videoId, generation));
  expect(await bellOf(owner)).toEqual([`“My holidays” is ready /watch/${videoId}`]);
  expect(await world.told(owner)).toMatchObject([
    { kind: 'upload_ready', read: false, event_count: 1, actor: null, video: { video_id: videoId } },
  ]);
});

test('whose upload cannot be made is told so, also of a later one that fails, and may not mute that', async () => {
  const owner = await origin.signUp();
  const settings = { muted_kinds: ['upload_ready'] };
  expect(await world.outcome(owner, 'PUT', '/me/notification-settings', settings)).toBe('200');
  const [broken, fine] = [
    await uploadWholeVideo(owner, { title: 'Broken' }),
    await uploadWholeVideo(owner, { title: 'Fine' }),
  ];
  const failure = { kind: 'failed', code: 'corrupt_media', message: 'The file ends in the middle.' } as const;
  await report({ ...failure, video_id: broken });
  await report(publishedResult('ready', fine, 'g1'));
  expect(await bellOf(owner)).toEqual([`“Broken” could not be processed /watch/${broken}`]);
  expect(await world.outcome(owner, 'PUT', '/me/notification-settings', { muted_kinds: ['upload_failed'] })).toBe(
    '400 validation_failed',
  );
});

test('whose video is taken down is told so; its subscribers hear nothing more of it', async () => {
  const [owner, fan] = [world.creator, await origin.signUp()];
  await world.subscribe(fan, 'all');
  const videoId = await world.newVideo({ visibility: 'private', title: 'Borrowed' });
  expect(await takeDown('PUT', videoId)).toBe(204);
  await world.send(owner, 'PATCH', `/videos/${videoId}`, { visibility: 'public' });
  const [isIt, isReleased] = [eq(publications.videoId, videoId), ne(publications.fanOut, 'waiting')];
  const released = () => origin.db.select().from(publications).where(and(isIt, isReleased));
  await waitFor(async () => (await released()).length === 1, { what: 'the video to be published' });
  expect(await bellOf(owner)).toEqual([`“Borrowed” was taken down by a moderator /watch/${videoId}`]);
  expect(await bellOf(fan)).toEqual([]);

  // Given back and taken again it is news again; while unread, it is part of the same notification.
  expect([await takeDown('DELETE', videoId), await takeDown('PUT', videoId)]).toEqual([204, 204]);
  expect(await world.told(owner)).toMatchObject([{ kind: 'takedown', event_count: 2, actor: null }]);
  await origin.db.update(videos).set({ deletedAt: new Date() }).where(eq(videos.id, videoId));
  expect(await bellOf(owner)).toEqual(['a video that is no longer available was taken down by a moderator null']);
});
