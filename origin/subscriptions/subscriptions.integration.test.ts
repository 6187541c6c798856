import { afterAll, beforeAll, expect, test } from 'bun:test';
import { and, eq } from 'drizzle-orm';
import { channelSchema } from '../../shared/contracts/channels.ts';
import {
  type FeedPage,
  feedPageSchema,
  type SubscriptionsPage,
  subscriptionStateSchema,
  subscriptionsPageSchema,
} from '../../shared/contracts/subscriptions.ts';
import { feedItems, publications } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';

let origin: TestOrigin;
let creator: TestUser;
let fan: TestUser;
let channel: { id: string; handle: string };
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_SUBSCRIPTIONS_PER_USER: '3' });
  [creator, fan] = [await origin.signUp(), await origin.signUp()];
  channel = await channelOf(creator);
}, 60_000);
afterAll(() => origin?.stop());

async function channelOf(user: TestUser) {
  const [first] = (await user.api.me()).channels;
  if (!first) throw new Error('an account comes with a channel');
  return { id: first.channel_id, handle: first.handle };
}
const ask = (by: TestUser | null, method: string, path: string, body?: unknown) =>
  origin.request(method, path, { ...(by && { token: by.token }), ...(body === undefined ? {} : { body }) });
const outcome = async (...asked: Parameters<typeof ask>) => outcomeOf(await ask(...asked));
async function stand(by: TestUser | null, method: string, reference: string, body?: unknown) {
  const answer = await ask(by, method, `/channels/${reference}/subscription`, body);
  return subscriptionStateSchema.parse(await answer.json());
}
const feedOf = async (by: TestUser, query = ''): Promise<FeedPage> =>
  feedPageSchema.parse(await (await ask(by, 'GET', `/me/feed${query}`)).json());
const subscriptionsOf = async (by: TestUser, query = ''): Promise<SubscriptionsPage> =>
  subscriptionsPageSchema.parse(await (await ask(by, 'GET', `/me/subscriptions${query}`)).json());
const idsIn = ({ videos }: FeedPage) => videos.map(({ video_id }) => video_id);

async function publish(title: string): Promise<string> {
  const videoId = await uploadWholeVideo(creator, { visibility: 'public', title });
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  return videoId;
}

test('a subscription is one for each user and channel, with its level, and the channel counts them', async () => {
  expect(await stand(null, 'GET', channel.id)).toEqual({ subscribed: false, notifications: null, subscriber_count: 0 });
  const personalised = { subscribed: true, notifications: 'personalised', subscriber_count: 1 } as const;
  expect(await stand(fan, 'PUT', channel.handle, {})).toEqual(personalised);
  expect(await stand(fan, 'PUT', channel.id, {})).toEqual(personalised);
  expect(await stand(fan, 'PUT', channel.id, { notifications: 'all' })).toEqual({
    ...personalised,
    notifications: 'all',
  });
  expect(await stand(fan, 'PUT', channel.id, {})).toEqual({ ...personalised, notifications: 'all' });
  expect(await stand(creator, 'GET', channel.id)).toMatchObject({ subscribed: false, subscriber_count: 1 });
  const shown = channelSchema.parse(await (await ask(null, 'GET', `/channels/${channel.id}`)).json());
  expect(shown.subscriber_count).toBe(1);
  const none = { subscribed: false, notifications: null, subscriber_count: 0 };
  expect(await stand(fan, 'DELETE', channel.id)).toEqual(none);
  expect(await stand(fan, 'DELETE', channel.id)).toEqual(none);
});

test('refusals say what is wrong', async () => {
  const path = `/channels/${channel.id}/subscription`;
  expect(await outcome(null, 'PUT', path, {})).toBe('401 unauthenticated');
  expect(await outcome(fan, 'PUT', path, { notifications: 'some' })).toBe('400 validation_failed');
  expect(await outcome(fan, 'PUT', '/channels/nobody_at_all/subscription', {})).toBe('404 not_found');
  expect(await outcome(null, 'GET', '/me/feed')).toBe('401 unauthenticated');
});

test('the feed has what is published from the moment it is, and loses it the moment it is taken back', async () => {
  await stand(fan, 'PUT', channel.id, {});
  const one = await publish('One');
  expect(idsIn(await feedOf(fan))).toEqual([one]);
  // Redis has it by and by: the row is in the feed, and the feed is the same.
  const isWritten = and(eq(publications.videoId, one), eq(publications.fanOut, 'pushed'));
  await waitFor(async () => (await origin.db.select().from(publications).where(isWritten)).length === 1);
  const rows = await origin.db.select().from(feedItems);
  expect(rows.map(({ userId, videoId }) => [userId, videoId])).toEqual([[fan.session.user.user_id, one]]);
  const two = await publish('Two');
  expect(idsIn(await feedOf(fan))).toEqual([two, one]);
  expect(idsIn(await feedOf(creator))).toEqual([]);

  await creator.api.updateVideo(one, { visibility: 'private' });
  expect(idsIn(await feedOf(fan))).toEqual([two]);
  await creator.api.updateVideo(one, { visibility: 'public' });
  const pages = [await feedOf(fan, '?limit=1')];
  pages.push(await feedOf(fan, `?limit=1&cursor=${pages[0]?.next_cursor}`));
  expect(pages.map(idsIn)).toEqual([[two], [one]]);
  expect(pages[1]?.next_cursor).toBeNull();
  expect(pages[0]?.videos[0]).toMatchObject({ title: 'Two', channel: { handle: channel.handle } });

  const cursor = pages[0]?.next_cursor ?? '';
  expect(await outcome(creator, 'GET', `/me/feed?cursor=${cursor}`)).toBe('400 invalid_cursor');
  expect(await outcome(fan, 'GET', `/me/subscriptions?cursor=${cursor}`)).toBe('400 invalid_cursor');
  expect(await outcome(fan, 'GET', `/me/feed?cursor=${cursor.slice(0, -4)}`)).toBe('400 invalid_cursor');

  await stand(fan, 'DELETE', channel.id);
  expect(idsIn(await feedOf(fan))).toEqual([]);
  await stand(fan, 'PUT', channel.id, {});
  expect(idsIn(await feedOf(fan))).toEqual([two, one]);
}, 30_000);

test('own subscriptions are listed, the latest first, and are as many as may be', async () => {
  const others = [await channelOf(await origin.signUp()), await channelOf(await origin.signUp())];
  const reader = await origin.signUp();
  for (const { id } of [channel, ...others]) await stand(reader, 'PUT', id, { notifications: 'none' });
  const last = await channelOf(await origin.signUp());
  expect(await outcome(reader, 'PUT', `/channels/${last.id}/subscription`, {})).toBe('403 quota_exceeded');
  const first = await subscriptionsOf(reader, '?limit=2');
  const second = await subscriptionsOf(reader, `?limit=2&cursor=${first.next_cursor}`);
  const listed = [...first.subscriptions, ...second.subscriptions];
  expect(listed.map((each) => each.channel.handle)).toEqual([...others.reverse(), channel].map(({ handle }) => handle));
  expect(listed.map(({ notifications }) => notifications)).toEqual(['none', 'none', 'none']);
  expect([second.subscriptions.length, second.next_cursor]).toEqual([1, null]);
});
