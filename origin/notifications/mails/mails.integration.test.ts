import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { asc, desc, eq, sql } from 'drizzle-orm';
import { createLog } from '../../../platform/log.ts';
import type { NotificationKind } from '../../../shared/contracts/notification-words.ts';
import { notificationSettingsSchema } from '../../../shared/contracts/notifications.ts';
import { comments, mails, notificationDigests, users, videos } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/wait-for.ts';
import { MailRefused, type OutgoingMail } from '../../mail/deliver-mails.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';
import { createVideoStore } from '../../videos/store.ts';
import { addNotificationEvent } from '../events/store.ts';
import { createExcerptStore } from '../excerpts/store.ts';
import { createNotificationStore } from '../store.ts';
import { createNotificationWorld, type NotificationWorld } from '../testing/notification-world.ts';
import { type DigestDeps, sendDigests } from './send-digests.ts';
import { createDigestStore, dueQuery } from './store.ts';
import { createUnsubscribeLinks } from './unsubscribe-links.ts';

setDefaultTimeout(60_000);
const gapMs = 30 * 60_000;
const publicUrl = 'https://video.example';
let origin: TestOrigin;
let world: NotificationWorld;
let deps: DigestDeps;
/** How much later it is for the round under test, which takes what is due by then; the origin's own finds nothing due. */
let laterMs = gapMs;
let sent: OutgoingMail[] = [];
/** What the mail server does with a mail. */
let take: (mail: OutgoingMail) => void = () => {};
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_COMMENTS_PER_MINUTE: '1000' });
  world = await createNotificationWorld(origin);
  const { db } = origin;
  const clock = () => new Date(Date.now() + laterMs);
  const links = await createUnsubscribeLinks(origin.config.KINORA_AUTH_SECRET, publicUrl);
  deps = {
    ...{ digests: createDigestStore(db), notifications: createNotificationStore(db), links, publicUrl, gapMs, clock },
    ...{ videos: { store: createVideoStore(db), clock }, excerpts: createExcerptStore(db), batch: 10 },
    ...{ log: createLog({ service: 'test', level: 'silent' }), signal: new AbortController().signal },
    transport: {
      async send(mail) {
        take(mail);
        sent.push(mail);
      },
    },
  };
}, 60_000);
afterAll(async () => {
  await world?.close();
  await origin?.stop();
});

const emailOf = ({ session }: TestUser) => `${session.user.username}@example.test`;
const digestsOf = (user: TestUser) =>
  origin.db
    .select()
    .from(notificationDigests)
    .where(eq(notificationDigests.userId, world.idOf(user)));
/** What goes to them once all are told, `minutes` after now. */
async function mailsTo(user: TestUser, minutes = 30): Promise<OutgoingMail[]> {
  await world.settled();
  [laterMs, sent] = [minutes * 60_000, []];
  await sendDigests(deps);
  return sent.filter(({ to }) => to === emailOf(user));
}
/** Somebody whose address is theirs, and what they want by mail. */
async function reader(mailed_kinds?: NotificationKind[], more: object = {}): Promise<TestUser> {
  const user = await origin.signUp();
  await origin.db
    .update(users)
    .set({ emailVerified: true })
    .where(eq(users.id, world.idOf(user)));
  if (mailed_kinds) await choose(user, { mailed_kinds, ...more });
  return user;
}
const choose = (user: TestUser, choice: object) =>
  world.outcome(user, 'PUT', '/me/notification-settings', { muted_kinds: [], ...choice });
const setVideo = (videoId: string, change: Partial<typeof videos.$inferInsert>) =>
  origin.db.update(videos).set(change).where(eq(videos.id, videoId));
/** A video with a comment of `author` that `others` reply to. */
async function talk(author: TestUser, others: TestUser[]) {
  const videoId = await world.newVideo();
  const comment = await world.post(author, videoId, 'first');
  const replies = [];
  for (const other of others) replies.push(await world.post(other, videoId, 'a secret', comment.comment_id));
  return { videoId, comment, replies };
}

test('what happens in half an hour is one mail, grouped like the bell; then nothing until something else happens', async () => {
  const [ann, bob] = [await reader(['reply', 'heart']), await origin.signUp()];
  const { videoId, comment } = await talk(ann, [bob, world.creator]);
  await world.outcome(world.creator, 'PUT', `/comments/${comment.comment_id}/heart`);
  expect(await mailsTo(ann, 29)).toEqual([]);
  const [mail, ...others] = await mailsTo(ann);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe('2 notifications from video.example');
  expect(mail?.text).toContain('and 1 other replied to your comment\n  https://video.example/watch/');
  expect(mail?.html).toContain(`<a href="https://video.example/watch/${videoId}#comments">`);
  expect(`${mail?.text}${mail?.html}`).not.toContain('a secret');
  expect(await mailsTo(ann, 120)).toEqual([]);
  await world.post(bob, videoId, 'once more', comment.comment_id);
  expect(await mailsTo(ann, 29)).toEqual([]);
  expect((await mailsTo(ann)).map(({ subject }) => subject)).toEqual(['1 notification from video.example']);
});

test('without a choice only decisions come, and nobody has mail at an address that is not confirmed', async () => {
  const [ann, bob, stranger] = [await reader(), await origin.signUp(), await origin.signUp()];
  await choose(stranger, { mailed_kinds: ['reply'] });
  await talk(ann, [bob]);
  await talk(stranger, [bob]);
  await world.settled();
  expect([...(await digestsOf(ann)), ...(await digestsOf(stranger))]).toEqual([]);
  const { videoId } = await talk(bob, []);
  await world.send(world.creator, 'PUT', `/videos/${videoId}/comment-policy`, { policy: 'held' });
  const held = await world.post(ann, videoId, 'well');
  await world.send(world.creator, 'PUT', `/comments/${held.comment_id}/decision`, { decision: 'reject' });
  expect((await mailsTo(ann))[0]?.text).toContain('- Your comment below “A clip” was rejected\n');
});

test('what was read, withdrawn, deleted or muted before the mail goes is not in it', async () => {
  const bob = await origin.signUp();
  const wanted = ['reply', 'heart'] as const;
  const readers = await Promise.all(Array.from({ length: 6 }, () => reader([...wanted])));
  const [hidden, deleted, read, muted, suspended, kept] = readers;
  if (!hidden || !deleted || !read || !muted || !suspended || !kept) throw new Error('six people');
  const { videoId } = await talk(hidden, [bob]);
  const { replies } = await talk(deleted, [bob]);
  for (const person of [read, muted, suspended, kept]) await talk(person, [bob]);
  await world.settled();
  await setVideo(videoId, { visibility: 'private' });
  await origin.db
    .update(comments)
    .set({ deletedAt: new Date() })
    .where(eq(comments.id, replies[0]?.comment_id ?? ''));
  await world.send(read, 'PUT', '/me/notifications/read', { last_event_id: (await world.list(read)).last_event_id });
  await choose(muted, { muted_kinds: ['reply'] });
  await origin.db
    .update(users)
    .set({ suspendedAt: new Date() })
    .where(eq(users.id, world.idOf(suspended)));
  await mailsTo(kept);
  const toReaders = sent.filter(({ to }) => readers.some((person) => emailOf(person) === to));
  expect(toReaders.map(({ to }) => to)).toEqual([emailOf(kept)]);
  for (const person of readers) expect(await digestsOf(person)).toEqual([]);
});

test('whom its reader has blocked since is not in the mail, and others are', async () => {
  const [ann, blocked, other] = [await reader(['reply']), await origin.signUp(), await origin.signUp()];
  for (const replying of [blocked, other]) await talk(ann, [replying]);
  await world.settled();
  const standing = (channel = '') => `/channels/${channel}/commenters/${blocked.session.user.username}`;
  // In a channel of somebody else's it says nothing about this reader.
  await world.send(world.creator, 'PUT', standing(world.channelId), { standing: 'blocked' });
  await world.send(ann, 'PUT', standing(await world.channelIdOf(ann)), { standing: 'blocked' });
  const [mail] = await mailsTo(ann);
  expect(mail?.subject).toBe('1 notification from video.example');
  expect(mail?.text).toContain(`${other.session.user.username} replied`);
  expect(mail?.text).not.toContain(blocked.session.user.username);
});

test('what is below a channel that was muted, or set to none, before the mail goes is not in it', async () => {
  const kinds: NotificationKind[] = ['new_video', 'reply', 'comment_decision'];
  const [muting, leaving, quiet, kept] = [
    await reader(kinds),
    await reader(kinds),
    await reader(kinds),
    await reader(kinds),
  ];
  const readers = [muting, leaving, quiet, kept];
  for (const person of readers) await world.subscribe(person, 'all');
  const { videoId } = await talk(kept, [world.creator]);
  for (const person of [muting, leaving, quiet]) await talk(person, [world.creator]);
  await origin.db.transaction((tx) =>
    addNotificationEvent(tx, { event: 'video_published', video_id: videoId }, new Date()),
  );
  await world.settled();
  await world.outcome(muting, 'PUT', `/me/notification-settings/muted-channels/${world.channelId}`);
  await world.outcome(leaving, 'DELETE', `/channels/${world.channelId}/subscription`);
  await world.subscribe(quiet, 'none');
  await mailsTo(kept);
  const told = (person: TestUser) => {
    const text = sent.find(({ to }) => to === emailOf(person))?.text ?? '';
    return { videos: text.includes(': “A clip”\n'), replies: text.includes('replied') };
  };
  expect(readers.map(told)).toEqual([
    { videos: false, replies: false },
    { videos: false, replies: true },
    { videos: false, replies: true },
    { videos: true, replies: true },
  ]);
});

test('is in the language of its reader, from right to left where that is so, with names as they are', async () => {
  const ann = await reader(['reply'], { mail_language: 'ar' });
  await origin.db
    .update(videos)
    .set({ title: '<b>"x"' })
    .where(eq(videos.id, (await talk(ann, [await origin.signUp()])).videoId));
  const [mail] = await mailsTo(ann);
  expect(mail?.html).toStartWith('<!doctype html><html lang="ar" dir="rtl">');
  expect(mail?.subject).toBe('إشعار واحد من video.example');
  expect(mail?.html).not.toMatch(/<b>|<script|<img|src=/);
  const settings = await world.send(ann, 'GET', '/me/notification-settings');
  expect(notificationSettingsSchema.parse(await settings.json())).toMatchObject({ mail_language: 'ar' });
});

test('is in the language of the first sign-in until another is chosen', async () => {
  const ann = await reader(['reply']);
  const languageOf = async () =>
    notificationSettingsSchema.parse(await (await world.send(ann, 'GET', '/me/notification-settings')).json());
  const signIn = (language: string) =>
    fetch(`${origin.url}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': language },
      body: JSON.stringify({ email: emailOf(ann), password: 'correct horse' }),
    });
  expect(await languageOf()).toMatchObject({ mail_language: null });
  expect((await signIn('ar-EG, en;q=0.5')).status).toBe(200);
  expect(await languageOf()).toMatchObject({ mail_language: 'ar', mailed_kinds: ['reply'] });
  await choose(ann, { mail_language: 'en' });
  await signIn('ar');
  expect(await languageOf()).toMatchObject({ mail_language: 'en' });
});

test('a mail that is not taken is tried again, as the same mail with what is true by then, and holds nobody else up', async () => {
  const [ann, bob, cleo] = [await reader(['reply']), await reader(['reply']), await reader(['reply'])];
  const { videoId } = await talk(ann, [bob]);
  await talk(bob, [ann]);
  await talk(cleo, [ann]);
  const ids = new Set<string>();
  take = ({ to, id }) => {
    if (to === emailOf(ann)) ids.add(id);
    if (to === emailOf(ann)) throw new Error('451 not today');
    if (to === emailOf(cleo)) throw new MailRefused('550 nobody here');
  };
  expect(await mailsTo(bob)).toHaveLength(1);
  expect(await digestsOf(cleo)).toEqual([]);
  expect(await digestsOf(ann)).toMatchObject([{ attempts: 1 }]);
  take = ({ to, id }) => void (to === emailOf(ann) && ids.add(id));
  expect(await mailsTo(ann, 30)).toEqual([]);
  expect(await mailsTo(ann, 35)).toHaveLength(1);
  expect(ids.size).toBe(1);
  await talk(ann, [bob]);
  await setVideo(videoId, { visibility: 'private' });
  expect((await mailsTo(ann))[0]?.text).not.toContain(videoId);
});

test('what happens while a mail is under way is in the next one, no sooner than half an hour later', async () => {
  const [ann, bob] = [await reader(['reply']), await origin.signUp()];
  const { videoId, comment } = await talk(ann, [bob]);
  await world.settled();
  const [digest] = await deps.digests.listDue(new Date(Date.now() + gapMs), 10);
  await world.post(bob, videoId, 'and', comment.comment_id);
  await world.settled();
  if (!digest) throw new Error('one is due');
  // Another origin ends it, too: the second time there is nothing to end.
  for (const minutes of [60, 90]) await deps.digests.end(digest, new Date(Date.now() + minutes * 60_000), null);
  expect(await mailsTo(ann, 59)).toEqual([]);
  expect(await mailsTo(ann, 61)).toHaveLength(1);
});

test('killed before it was noted, a mail goes again under the same id', async () => {
  const ann = await reader(['reply']);
  await talk(ann, [await origin.signUp()]);
  const end = deps.digests.end;
  deps.digests.end = () => Promise.reject(new Error('the database is gone'));
  await expect(mailsTo(ann)).rejects.toThrow('the database is gone');
  deps.digests.end = end;
  const before = sent.filter(({ to }) => to === emailOf(ann)).map(({ id }) => id);
  expect((await mailsTo(ann)).map(({ id }) => id)).toEqual(before);
  expect(await mailsTo(ann, 120)).toEqual([]);
});

test('without a mail server it stays in the outbox; the link in it turns mails off, without signing in, and nothing else does', async () => {
  const [ann, bob] = [await reader(['reply', 'comment_decision'], { mail_language: 'en' }), await origin.signUp()];
  await talk(ann, [bob]);
  await world.settled();
  laterMs = gapMs;
  await sendDigests({ ...deps, transport: null });
  const [kept, ...others] = await origin.db
    .select()
    .from(mails)
    .where(eq(mails.to, emailOf(ann)))
    .orderBy(desc(mails.createdAt))
    .limit(2);
  expect(others[0]?.subject).toBe('Confirm your e-mail address');
  expect(kept).toMatchObject({ subject: '1 notification from video.example', dueAt: null });
  const url = /^https:\/\/video\.example\/account\/unsubscribe\?token=(\S+)$/m.exec(kept?.text ?? '');
  const token = decodeURIComponent(url?.[1] ?? '');
  const unsubscribe = (token: string) => origin.request('POST', '/notification-mails/unsubscribe', { body: { token } });
  const theirs = token.replace(world.idOf(ann), world.idOf(bob));
  for (const wrong of [theirs, token.slice(0, -2), world.idOf(ann), '.', `${world.idOf(ann)}.`])
    expect((await unsubscribe(wrong)).status).toBe(400);
  await talk(ann, [bob]);
  await world.settled();
  for (const _ of ['a press', 'a second press']) expect((await unsubscribe(token)).status).toBe(204);
  expect(await mailsTo(ann)).toEqual([]);
  const settings = await world.send(ann, 'GET', '/me/notification-settings');
  expect(await settings.json()).toMatchObject({ mailed_kinds: [], muted_kinds: [], mail_language: 'en' });
  await talk(ann, [bob]);
  await world.settled();
  expect(await digestsOf(ann)).toEqual([]);
});

test('the origin sends them by itself', async () => {
  const ann = await reader(['reply']);
  await talk(ann, [await origin.signUp()]);
  await world.settled();
  await origin.db.update(notificationDigests).set({ dueAt: new Date() });
  const kept = () =>
    origin.db
      .select()
      .from(mails)
      .where(eq(mails.to, emailOf(ann)))
      .orderBy(asc(mails.createdAt));
  const [, mail] = await waitFor(async () => ((await kept()).length === 2 ? kept() : null), {
    ...{ timeoutMs: 20_000, what: 'the mail' },
  });
  expect(mail?.subject).toBe(`1 notification from ${new URL(origin.url).host}`);
});

test('what is due is found by its index', async () => {
  const query = dueQuery(origin.db, new Date(), 10).getSQL();
  const plan = await origin.db.all<{ detail: string }>(sql`explain query plan ${query}`);
  const steps = plan.map(({ detail }) => detail).join('\n');
  expect(steps).toContain('USING INDEX notification_digests_due (due_at<?)');
  expect(steps).not.toMatch(/SCAN|TEMP B-TREE/);
});
