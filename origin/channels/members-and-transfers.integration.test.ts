import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { and, eq } from 'drizzle-orm';
import {
  type Channel,
  channelMemberListSchema,
  channelSchema,
  channelTransferListSchema,
  ownChannelListSchema,
} from '../../shared/contracts/channels.ts';
import { changes, channelTransfers, videos } from '../../shared/schema/index.ts';
import {
  errorCodeOf,
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_CHANNELS_PER_USER: '3' });
});
afterAll(() => origin.stop());

const nameOf = (user: TestUser) => user.session.user.username;
const ask = (user: TestUser, method: string, path: string, body?: unknown) =>
  origin.request(method, path, { token: user.token, ...(body === undefined ? {} : { body }) });
const outcome = async (...request: Parameters<typeof ask>) => outcomeOf(await ask(...request));

async function makeChannel(user: TestUser): Promise<Channel> {
  const handle = `m_${crypto.randomUUID().slice(0, 8)}x`;
  return channelSchema.parse(await (await ask(user, 'POST', '/channels', { handle, name: 'Shared' })).json());
}
const membersOf = async (user: TestUser, { handle }: Channel) =>
  channelMemberListSchema
    .parse(await (await ask(user, 'GET', `/channels/${handle}/members`)).json())
    .members.map(({ username, role }) => [username, role]);
const changesOf = async (videoId: string, kind: 'video_revoked' | 'video_changed') =>
  (
    await origin.db
      .select()
      .from(changes)
      .where(and(eq(changes.subject, videoId), eq(changes.kind, kind)))
  ).length;

describe('members', () => {
  test('do what their part allows, and nothing more', async () => {
    const [owner, manager, editor, stranger] = [
      ...[await origin.signUp(), await origin.signUp()],
      ...[await origin.signUp(), await origin.signUp()],
    ] as const;
    const channel = await makeChannel(owner);
    const at = `/channels/${channel.handle}`;
    const put = (by: TestUser, user: TestUser, role: string) =>
      outcome(by, 'PUT', `${at}/members/${nameOf(user)}`, { role });
    expect(await put(owner, manager, 'manager')).toBe('204');
    expect(await put(manager, editor, 'editor')).toBe('204');
    for (const by of [manager, editor, stranger]) expect(await put(by, stranger, 'manager')).toBe('403 forbidden');
    expect(await put(editor, stranger, 'editor')).toBe('403 forbidden');
    expect(await put(manager, owner, 'editor')).toBe('409 conflict');
    expect(await put(manager, manager, 'editor')).toBe('403 forbidden');
    const list = [
      [nameOf(owner), 'owner'],
      [nameOf(manager), 'manager'],
      [nameOf(editor), 'editor'],
    ];
    for (const by of [owner, manager, editor]) expect(await membersOf(by, channel)).toEqual(list);
    expect(await outcome(stranger, 'GET', `${at}/members`)).toBe('403 forbidden');

    const tries: [string, string, object?][] = [
      ['PATCH', at, { description: 'new' }],
      ['PATCH', at, { handle: `n_${crypto.randomUUID().slice(0, 8)}x` }],
      ['DELETE', `${at}/banner`],
      ['POST', `${at}/transfer`, { username: nameOf(stranger) }],
      ['POST', `${at}/transfer/accept`],
      ['PUT', `${at}/verification`],
    ];
    const allowed = new Map<TestUser, string[]>();
    for (const by of [manager, editor, stranger]) {
      const done: string[] = [];
      for (const [method, path, body] of tries)
        if ((await ask(by, method, path, body)).ok)
          done.push(`${method} ${JSON.stringify(body) ?? path.slice(at.length)}`);
      allowed.set(by, done);
    }
    expect(allowed.get(manager)).toEqual(['PATCH {"description":"new"}', 'DELETE /banner']);
    expect(allowed.get(editor)).toEqual([]);
    expect(allowed.get(stranger)).toEqual([]);
    const mine = ownChannelListSchema.parse(await (await ask(editor, 'GET', '/me/channels')).json()).channels;
    expect(mine.map(({ handle, role }) => [handle, role])).toContainEqual([channel.handle, 'editor']);
  });

  test('upload to the channel and work on its videos; the channel’s owner owns them', async () => {
    const [owner, editor, stranger] = [await origin.signUp(), await origin.signUp(), await origin.signUp()];
    const channel = await makeChannel(owner);
    await ask(owner, 'PUT', `/channels/${channel.handle}/members/${nameOf(editor)}`, { role: 'editor' });
    const details = { channel_id: channel.channel_id, visibility: 'private' } as const;
    expect(await errorCodeOf(uploadWholeVideo(stranger, details))).toBe('not_found');
    const videoId = await uploadWholeVideo(editor, details);
    expect((await editor.api.video(videoId)).channel.handle).toBe(channel.handle);
    expect((await editor.api.updateVideo(videoId, { title: 'Edited' })).title).toBe('Edited');
    expect((await owner.api.video(videoId)).title).toBe('Edited');
    expect(await outcome(stranger, 'GET', `/videos/${videoId}`)).toBe('404 not_found');
    expect(await outcome(editor, 'DELETE', `/videos/${videoId}`)).toBe('403 forbidden');

    const revokedBefore = await changesOf(videoId, 'video_revoked');
    expect(await outcome(editor, 'DELETE', `/channels/${channel.handle}/members/${nameOf(editor)}`)).toBe('204');
    expect(await outcome(editor, 'GET', `/videos/${videoId}`)).toBe('404 not_found');
    expect(await errorCodeOf(uploadWholeVideo(editor, details))).toBe('not_found');
    expect(await changesOf(videoId, 'video_revoked')).toBe(revokedBefore + 1);
    expect(await outcome(owner, 'DELETE', `/videos/${videoId}`)).toBe('204');
  });

  test('are dismissed by who may appoint them, and the owner cannot leave', async () => {
    const [owner, manager, second] = [await origin.signUp(), await origin.signUp(), await origin.signUp()];
    const channel = await makeChannel(owner);
    const member = (user: TestUser) => `/channels/${channel.handle}/members/${nameOf(user)}`;
    for (const user of [manager, second]) await ask(owner, 'PUT', member(user), { role: 'manager' });
    expect(await outcome(manager, 'DELETE', member(second))).toBe('403 forbidden');
    expect(await outcome(manager, 'DELETE', member(owner))).toBe('409 conflict');
    expect(await outcome(owner, 'DELETE', member(owner))).toBe('409 conflict');
    expect(await outcome(owner, 'DELETE', member(second))).toBe('204');
    expect(await outcome(second, 'DELETE', member(second))).toBe('403 forbidden');
    expect(await outcome(owner, 'PUT', `/channels/${channel.handle}/members/nobody_0x`, { role: 'editor' })).toBe(
      '404 not_found',
    );
  });
});

describe('a transfer', () => {
  test('gives the channel and its videos away when the receiver accepts', async () => {
    const [giver, receiver, other] = [await origin.signUp(), await origin.signUp(), await origin.signUp()];
    const channel = await makeChannel(giver);
    const details = { channel_id: channel.channel_id, visibility: 'private' } as const;
    const videoId = await uploadWholeVideo(giver, details);
    const at = `/channels/${channel.handle}/transfer`;
    expect(await outcome(giver, 'POST', at, { username: nameOf(giver) })).toBe('409 conflict');
    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('404 not_found');
    expect(await outcome(giver, 'POST', at, { username: nameOf(receiver) })).toBe('201');
    const offers = channelTransferListSchema.parse(await (await ask(receiver, 'GET', '/me/channel-transfers')).json());
    expect(offers.transfers).toMatchObject([{ from_username: nameOf(giver), channel: { handle: channel.handle } }]);
    expect(await outcome(other, 'POST', `${at}/accept`)).toBe('404 not_found');
    expect(await outcome(giver, 'POST', `${at}/accept`)).toBe('404 not_found');
    expect((await giver.api.video(videoId)).video_id).toBe(videoId);

    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('204');
    expect((await receiver.api.video(videoId)).video_id).toBe(videoId);
    expect(await outcome(giver, 'GET', `/videos/${videoId}`)).toBe('404 not_found');
    expect(await outcome(giver, 'PATCH', `/channels/${channel.handle}`, { name: 'Mine' })).toBe('403 forbidden');
    expect(await outcome(receiver, 'PATCH', `/channels/${channel.handle}`, { name: 'Mine' })).toBe('200');
    expect(await changesOf(videoId, 'video_revoked')).toBe(1);
    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('404 not_found');
    const [row] = await origin.db.select().from(videos).where(eq(videos.id, videoId));
    expect(row?.ownerId).toBe(receiver.session.user.user_id);
  });

  test('can be withdrawn, declined and overtaken by time', async () => {
    const [giver, receiver, other] = [await origin.signUp(), await origin.signUp(), await origin.signUp()];
    const channel = await makeChannel(giver);
    const at = `/channels/${channel.handle}/transfer`;
    const offer = () => ask(giver, 'POST', at, { username: nameOf(receiver) });
    await offer();
    expect(await outcome(other, 'DELETE', at)).toBe('404 not_found');
    expect(await outcome(receiver, 'DELETE', at)).toBe('204');
    await offer();
    expect(await outcome(giver, 'DELETE', at)).toBe('204');
    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('404 not_found');
    await offer();
    await origin.db.update(channelTransfers).set({ expiresAt: new Date(Date.now() - 1) });
    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('404 not_found');
    const left = await (await ask(receiver, 'GET', '/me/channel-transfers')).json();
    expect(left).toEqual({ transfers: [], next_cursor: null });
  });

  test('cannot give anyone more channels than they may have, and the offer stands', async () => {
    const [giver, receiver] = [await origin.signUp(), await origin.signUp()];
    const channel = await makeChannel(giver);
    for (let made = 0; made < 2; made++) await makeChannel(receiver);
    const at = `/channels/${channel.handle}/transfer`;
    await ask(giver, 'POST', at, { username: nameOf(receiver) });
    expect(await outcome(receiver, 'POST', `${at}/accept`)).toBe('403 quota_exceeded');
    expect(await outcome(receiver, 'DELETE', at)).toBe('204');
  });
});
