import { newId, newVideoId } from '../../../shared/ids.ts';
import { channelTransfers, sessions, videos } from '../../../shared/schema/index.ts';
import { describeVideo, randomBytes, type TestOrigin } from '../../testing/test-origin.ts';
import { type Cast, castPeople } from './people.ts';

export type Visibility = 'public' | 'private';
export type World = Awaited<ReturnType<typeof createWorld>>;

/** What routes of the API are asked about: everything is the owner's, in the owner's channel. */
export async function createWorld(origin: TestOrigin) {
  const cast: Cast = await castPeople(origin);
  const { accounts, channelId } = cast;
  const idOf = (who: keyof Cast['accounts']) => accounts[who].session.user.user_id;
  const usernameOf = (who: keyof Cast['accounts']) => accounts[who].session.user.username;
  const ownerId = idOf('owner');

  async function freshVideo(visibility: Visibility): Promise<string> {
    const now = new Date();
    const id = newVideoId();
    await origin.db.insert(videos).values({
      ...{ id, channelId, ownerId, title: 'A clip', visibility, status: 'ready', playable: true, complete: true },
      ...{ generation: 'lx0001', createdAt: now, updatedAt: now },
    });
    return id;
  }
  const freshUpload = async () =>
    (await accounts.owner.api.createUpload(describeVideo(randomBytes(100), { visibility: 'private' }))).upload_id;
  async function freshSession(): Promise<string> {
    const now = new Date();
    const [id, expiresAt] = [newId(), new Date(now.getTime() + 60_000)];
    await origin.db
      .insert(sessions)
      .values({ id, token: id, userId: ownerId, expiresAt, createdAt: now, updatedAt: now });
    return id;
  }
  /** An open offer of a channel, to somebody who is not in the channel. */
  async function freshOffer(offered: string): Promise<string> {
    const toUserId = idOf('another creator');
    const now = new Date();
    const offer = { fromUserId: ownerId, toUserId, createdAt: now, expiresAt: new Date(now.getTime() + 60_000) };
    await origin.db
      .insert(channelTransfers)
      .values({ channelId: offered, ...offer })
      .onConflictDoUpdate({ target: channelTransfers.channelId, set: offer });
    return offered;
  }

  const asOwner = (method: string, path: string, body?: unknown) =>
    origin.request(method, path, { token: accounts.owner.token, ...(body === undefined ? {} : { body }) });

  return {
    ...{ origin, cast, channelId, idOf, usernameOf, freshVideo, freshUpload, freshSession, freshOffer, asOwner },
    videoIds: { public: await freshVideo('public'), private: await freshVideo('private') },
    /** What stands for the parameters of a path, unless a sample says otherwise. */
    ids: {
      channel: channelId,
      upload_id: await freshUpload(),
      username: usernameOf('bystander'),
      language: 'en',
      session_id: newId(),
      key_id: newId(),
      mail_id: newId(),
      kid: 'k1',
      provider_id: 'none',
      file: 'avatar-88.webp',
    } as Record<string, string>,
  };
}
