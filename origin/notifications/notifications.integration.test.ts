import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { channels, subscriptions, watchHistory } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { createNotificationWorld, type NotificationWorld } from './testing/notification-world.ts';

setDefaultTimeout(60_000);
let origin: TestOrigin;
let world: NotificationWorld;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_COMMENTS_PER_MINUTE: '1000' });
  world = await createNotificationWorld(origin);
}, 60_000);
afterAll(async () => {
  await world?.close();
  await origin?.stop();
});

const signUp = (count: number) => Promise.all(Array.from({ length: count }, () => origin.signUp()));
const kinds = (told: { kind: string }[]) => told.map(({ kind }) => kind);
const edit = (videoId: string, change: object) => world.send(world.creator, 'PATCH', `/videos/${videoId}`, change);
const nameOf = ({ session }: TestUser) => session.user.username;

describe('comments', () => {
  test('replies are one notification until it is read, and count people, not words', async () => {
    const [author, ann, bob] = await signUp(3);
    if (!author || !ann || !bob) throw new Error('three people');
    const videoId = await world.newVideo();
    const comment = await world.post(author, videoId, 'first');
    await world.post(ann, videoId, 'well', comment.comment_id);
    await world.post(bob, videoId, 'no', comment.comment_id);
    await world.settled();
    const last = await world.post(ann, videoId, 'yes it is', comment.comment_id);
    await world.post(author, videoId, 'says who?', comment.comment_id);
    const [replies, ...others] = await world.told(author);
    expect(others).toEqual([]);
    expect(replies).toMatchObject({
      ...{ kind: 'reply', read: false, event_count: 3, actor_count: 2, outcome: null },
      ...{ actor: { username: nameOf(ann) }, video: { video_id: videoId, title: 'A clip' } },
      comment: { comment_id: last.comment_id, excerpt: 'yes it is' },
    });
    await world.send(author, 'PUT', `/me/notifications/${replies?.notification_id}/read`);
    await world.post(bob, videoId, 'still no', comment.comment_id);
    expect(await world.told(author)).toMatchObject([
      { read: false, event_count: 1, actor: { username: nameOf(bob) } },
      { read: true, event_count: 3 },
    ]);
    expect((await world.list(author)).unread_count).toBe(1);
  });

  test('who is named is told, once, and of a reply as a reply; a held comment tells nobody until it is approved', async () => {
    const [author, ann] = await signUp(2);
    if (!author || !ann) throw new Error('two people');
    const videoId = await world.newVideo();
    const handle = (
      await origin.db
        .select()
        .from(channels)
        .where(eq(channels.ownerId, world.idOf(ann)))
    )[0]?.handle;
    const comment = await world.post(ann, videoId, 'hello');
    await world.post(author, videoId, `hi @${handle}`, comment.comment_id);
    expect(kinds(await world.told(ann))).toEqual(['reply']);
    const plain = await world.post(author, videoId, 'who else?');
    await world.send(author, 'PATCH', `/comments/${plain.comment_id}`, { content: `who else? @${handle}` });
    await world.send(author, 'PATCH', `/comments/${plain.comment_id}`, { content: `who else, @${handle}?` });
    expect(await world.told(ann)).toMatchObject([{ kind: 'mention', event_count: 1 }, { kind: 'reply' }]);

    await world.send(world.creator, 'PUT', `/videos/${videoId}/comment-policy`, { policy: 'held' });
    const held = await world.post(author, videoId, 'and again', comment.comment_id);
    expect(await world.told(ann)).toHaveLength(2);
    await world.send(world.creator, 'PUT', `/comments/${held.comment_id}/decision`, { decision: 'approve' });
    expect(await world.told(ann)).toMatchObject([{ kind: 'reply', event_count: 2 }, { kind: 'mention' }]);
    expect(await world.told(author)).toMatchObject([{ kind: 'comment_decision', outcome: 'approved', reasons: [] }]);
  });

  test('a heart is told once, and nobody hears from who they keep from their channel', async () => {
    const [author, ann] = await signUp(2);
    if (!author || !ann) throw new Error('two people');
    const videoId = await world.newVideo();
    const { comment_id } = await world.post(author, videoId, 'first');
    for (const method of ['PUT', 'DELETE', 'PUT'])
      await world.send(world.creator, method, `/comments/${comment_id}/heart`);
    const channel = await world.channelIdOf(author);
    await world.send(author, 'PUT', `/channels/${channel}/commenters/${nameOf(ann)}`, { standing: 'blocked' });
    await world.post(ann, videoId, 'you again', comment_id);
    expect(await world.told(author)).toMatchObject([{ kind: 'heart', event_count: 1, actor: null, actor_count: 0 }]);
  });

  test('nobody is told of what is said where they may not look, and no longer named what they may not see any more', async () => {
    const [author, ann] = await signUp(2);
    if (!author || !ann) throw new Error('two people');
    const videoId = await world.newVideo();
    const comment = await world.post(ann, videoId, 'hello');
    await world.post(author, videoId, 'hi', comment.comment_id);
    expect(await world.told(ann)).toHaveLength(1);
    await edit(videoId, { visibility: 'private' });
    await world.post(world.creator, videoId, 'just between us', comment.comment_id);
    expect(await world.told(ann)).toMatchObject([{ kind: 'reply', event_count: 1, video: null, comment: null }]);
  });
});

describe('new videos', () => {
  /** A channel of its own for each test, with a video that is private. */
  async function channelOf(people: readonly TestUser[], level: 'all' | 'personalised' | 'none' = 'all') {
    const other = await createNotificationWorld(origin);
    for (const person of people) await other.subscribe(person, level);
    const videoId = await other.newVideo({ visibility: 'private' });
    return { other, videoId };
  }

  test('subscribers are told when a video is out, by their level, once; its owner is not', async () => {
    const [all, none, watching, gone] = await signUp(4);
    if (!all || !none || !watching || !gone) throw new Error('four people');
    const { other, videoId } = await channelOf([all]);
    await other.subscribe(none, 'none');
    for (const person of [watching, gone]) await other.subscribe(person, 'personalised');
    await other.subscribe(other.creator, 'all');
    const long = new Date(Date.now() - 90 * 24 * 3_600_000);
    await origin.db.update(subscriptions).set({ createdAt: long }).where(eq(subscriptions.level, 'personalised'));
    const watched = await other.newVideo();
    const entry = { videoId: watched, positionSec: 1, watchedAt: new Date(), isUnfinished: true };
    await origin.db.insert(watchHistory).values({ ...entry, userId: world.idOf(watching) });
    for (const visibility of ['public', 'private', 'public'])
      await other.send(other.creator, 'PATCH', `/videos/${videoId}`, { visibility });
    await untilTold(all, 1);
    const told = await Promise.all([all, none, watching, gone, other.creator].map(world.told));
    expect(told.map(kinds)).toEqual([['new_video'], [], ['new_video'], [], []]);
    expect(told[0]?.[0]).toMatchObject({ video: { video_id: videoId }, channel: { channel_id: other.channelId } });
    await other.close();
  });

  test('a scheduled video is told of when its time comes; one that is taken back before that, never', async () => {
    const [ann] = await signUp(1);
    if (!ann) throw new Error('one person');
    const { other, videoId } = await channelOf([ann]);
    const publishAt = new Date(Date.now() + 3_600_000);
    await other.send(other.creator, 'PATCH', `/videos/${videoId}`, { visibility: 'public', publish_at: publishAt });
    expect(await world.told(ann)).toEqual([]);
    const soon = new Date(Date.now() + 1_500).toISOString();
    await other.send(other.creator, 'PATCH', `/videos/${videoId}`, { publish_at: soon });
    const hidden = await other.newVideo({ visibility: 'private' });
    await other.send(other.creator, 'PATCH', `/videos/${hidden}`, { visibility: 'public', publish_at: soon });
    await other.send(other.creator, 'PATCH', `/videos/${hidden}`, { visibility: 'private' });
    await untilTold(ann, 1);
    expect(await world.told(ann)).toMatchObject([{ kind: 'new_video', video: { video_id: videoId } }]);
    await other.close();
  }, 20_000);

  test('settings keep away what somebody does not want: a kind, a channel', async () => {
    const [noVideos, noChannel, everything] = await signUp(3);
    if (!noVideos || !noChannel || !everything) throw new Error('three people');
    const { other, videoId } = await channelOf([noVideos, noChannel, everything]);
    await world.send(noVideos, 'PUT', '/me/notification-settings', { muted_kinds: ['new_video'] });
    const path = `/me/notification-settings/muted-channels/${other.channelId}`;
    expect(await world.outcome(noChannel, 'PUT', path)).toBe('204');
    expect(await world.outcome(noChannel, 'PUT', path)).toBe('204');
    const settings = await (await world.send(noChannel, 'GET', '/me/notification-settings')).json();
    expect(settings).toMatchObject({ muted_kinds: [], muted_channels: [{ channel_id: other.channelId }] });
    await other.send(other.creator, 'PATCH', `/videos/${videoId}`, { visibility: 'public' });
    await untilTold(everything, 1);
    expect([await world.told(noVideos), await world.told(noChannel)]).toEqual([[], []]);
    expect(await world.outcome(noVideos, 'PUT', '/me/notification-settings', { muted_kinds: ['takedown'] })).toBe(
      '400 validation_failed',
    );
    await other.close();
  });
});

test('creators are told of their uploads, take-downs and offers; reporters of what became of their report', async () => {
  const [creator, reporter] = await signUp(2);
  if (!creator || !reporter) throw new Error('two people');
  const videoId = await world.newVideo();
  await world.send(reporter, 'POST', `/videos/${videoId}/report`, { reason: 'spam' });
  const moderator = await world.appoint((await signUp(1))[0] ?? creator, 'moderator');
  await world.send(moderator, 'PUT', `/moderation/reports/video/${videoId}/decision`, { decision: 'dismiss' });
  await world.send(world.creator, 'POST', `/channels/${world.channelId}/transfer`, { username: nameOf(creator) });
  expect(await world.told(reporter)).toMatchObject([
    { kind: 'report_decision', outcome: 'dismissed', video: { video_id: videoId }, actor: null },
  ]);
  expect(await world.told(creator)).toMatchObject([
    { kind: 'channel_offer', channel: { channel_id: world.channelId }, video: null },
  ]);
});

async function untilTold(user: TestUser, count: number): Promise<void> {
  await waitFor(async () => (await world.list(user)).notifications.length >= count, { what: 'a notification' });
}
