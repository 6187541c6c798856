import { afterAll, beforeAll, expect, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { objectKeys } from '../../../shared/media/object-keys.ts';
import { auditLog, comments, playlists, roomMessages, users, videos } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/wait-for.ts';
import { createChangeStore } from '../../changes/store.ts';
import { createCommentWorld } from '../../comments/testing/comment-world.ts';
import { publishVideo, putObject } from '../../testing/stored-video.ts';
import {
  errorCodeOf,
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../../testing/test-origin.ts';
import { type PersonalTable, personalData } from '../personal-data.ts';
import { everyTrace, holding } from '../testing/every-store.ts';
import { fillTable } from '../testing/fill-table.ts';
import { deletedPerson } from './deleted-person.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_ERASURE_GRACE_DAYS: '0', KINORA_REFUSE_ERASED_ADDRESSES: 'true' });
});
afterAll(() => origin.stop());

const password = 'correct horse';
const idOf = (user: TestUser) => user.session.user.user_id;
const nameOf = (user: TestUser) => user.session.user.username;
const emailOf = (user: TestUser) => `${nameOf(user)}@example.test`;
const tablesOfPeople = Object.entries<PersonalTable>(personalData).filter(
  ([, { erase }]) => !(typeof erase === 'object' && 'kept' in erase),
);
const untilGone = (userId: string) =>
  waitFor(async () => (await origin.db.select().from(users).where(eq(users.id, userId))).length === 0, {
    ...{ timeoutMs: 40_000, what: 'the account to be gone' },
  });

test('nothing of a person is left in any store', async () => {
  const anna = await origin.signUp();
  const [world, bob] = [await createCommentWorld(origin), await origin.signUp()];
  const bobsVideo = await world.newVideo();
  const send = async (method: string, path: string, body?: unknown, by = anna) => {
    const response = await origin.request(method, path, { token: by.token, ...(body === undefined ? {} : { body }) });
    expect([path, response.status < 300 ? '2xx' : await outcomeOf(response)]).toEqual([path, '2xx']);
    return response;
  };
  const [channel] = (await anna.api.me()).channels;
  const channelId = channel?.channel_id ?? '';
  const videoId = await uploadWholeVideo(anna, { title: 'Zanzibar at dawn', description: 'Quokkas by Anna' });
  await publishVideo(origin, videoId, 'lx0001');
  await putObject(origin, objectKeys.caption(videoId, 'en'));
  await putObject(origin, `channels/${channelId}/avatar-lx1-88.webp`);
  await putObject(origin, `exports/${idOf(anna)}/old.zip`);
  const answered = await world.post(anna, bobsVideo, 'Marmalade was here first');
  const reply = await world.post(bob, bobsVideo, 'and so was Bob', answered.comment_id);
  await world.post(anna, bobsVideo, 'Marmalade and nobody answers');
  await world.vote(anna, reply.comment_id, 'like');
  await world.post(bob, videoId, 'Bob on the video of another');
  await send('PATCH', `/comments/${answered.comment_id}`, { content: 'Marmalade, edited' });
  await send('POST', '/me/api-keys', { name: 'Gooseberry', scopes: ['videos:read'] });
  await send('PATCH', `/channels/${channelId}`, { description: 'Elderflower films' });
  await send('PUT', `/channels/${world.channelId}/members/${nameOf(anna)}`, { role: 'editor' }, world.creator);
  const inOthersChannel = await uploadWholeVideo(anna, { channel_id: world.channelId });

  const needles = [idOf(anna), emailOf(anna), nameOf(anna), channelId, videoId];
  const words = ['Marmalade', 'Gooseberry', 'Elderflower', 'Zanzibar', 'zanzibar', 'Quokkas'];
  const playlistId = crypto.randomUUID();
  const now = new Date();
  const playlist = {
    id: playlistId,
    ownerId: idOf(anna),
    kind: 'own',
    title: 'Elderflower',
    visibility: 'public',
  } as const;
  await origin.db.insert(playlists).values({ ...playlist, createdAt: now, updatedAt: now });
  const ids = {
    ...{ user: idOf(anna), email: emailOf(anna), channel: channelId, video: videoId },
    ...{ comment: answered.comment_id, playlist: playlistId },
  };
  const inTables = async () =>
    new Set(holding(await everyTrace(origin), Object.values(ids)).map(({ where }) => where.replace('table ', '')));
  const before = await inTables();
  for (const [name, rule] of tablesOfPeople) if (!before.has(name)) await fillTable(origin.db, name, rule, ids);
  const filled = await inTables();
  // What waits to be counted is gone within a second.
  const fleeting = ['erasures', 'discovery_signals'];
  const empty = tablesOfPeople.map(([name]) => name).filter((name) => !filled.has(name) && !fleeting.includes(name));
  expect(empty).toEqual([]);

  await origin.db.run('delete from erasures');
  const stores = new Set(holding(await everyTrace(origin), needles).map(({ where }) => where.split(' ')[0]));
  expect([...stores].sort()).toEqual(['object', 'redis', 'table']);
  expect(await outcomeOf(await origin.request('DELETE', '/me', { token: anna.token, body: { password } }))).toBe('202');
  await untilGone(idOf(anna));
  const left = async (of: readonly string[]) =>
    holding(await everyTrace(origin), of)
      .filter(({ lapses }) => lapses !== true)
      .map(({ where, says }) => `${where}: ${says.slice(0, 200)}`)
      // Of these only ids of things, which lead nowhere: what was done, and what the queue says of its last jobs.
      .filter((line) => !/^(table audit_log:|redis bull:transcode:events:|redis kinora:cancelled:)/.test(line));
  const isForgotten = async () => (await left(words)).length === 0;
  await waitFor(isForgotten, { timeoutMs: 15_000, intervalMs: 250, what: 'the search index to follow' }).catch(
    async () => expect(await left(words)).toEqual([]),
  );
  // What has to be told first goes once it was: viewers are sent away, edges learn what was revoked.
  await origin.db.delete(roomMessages);
  // The newest change stays until there is another.
  await createChangeStore(origin.db).note('video_changed', bobsVideo, now);
  const inTwoDays = new Date(now.getTime() + 48 * 3_600_000);
  await createChangeStore(origin.db).deleteBefore(inTwoDays);
  expect(await left([...needles, ...words])).toEqual([]);
  const named = holding(await everyTrace(origin), [idOf(anna), nameOf(anna), ...words]);
  expect(named.filter(({ lapses }) => lapses !== true)).toEqual([]);

  const [tombstone] = await origin.db.select().from(comments).where(eq(comments.id, answered.comment_id));
  expect(tombstone).toMatchObject({ authorId: deletedPerson.id, content: '', replyCount: 1 });
  expect(await world.row(reply.comment_id)).toMatchObject({ content: 'and so was Bob', likeCount: 0 });
  expect(await world.total(bobsVideo)).toBe(1);
  const [kept] = await origin.db.select().from(videos).where(eq(videos.id, inOthersChannel));
  expect(kept?.deletedAt).toBeNull();
  const [erased] = await origin.db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
  expect(erased).toMatchObject({ action: 'user.erased', actorKind: 'system' });
  const again = createApiClient({ baseUrl: origin.url }).signUp({
    email: emailOf(anna),
    password,
    username: 'anna_again',
  });
  expect(await errorCodeOf(again)).toBe('email_refused');
}, 90_000);
