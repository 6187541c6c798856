import sharp from 'sharp';
import { apiKeyCreatedSchema } from '../../../shared/contracts/api-keys.ts';
import { playlistItemSchema, playlistSchema } from '../../../shared/contracts/playlists.ts';
import { newId } from '../../../shared/ids.ts';
import { channels, comments, dataExports, identities, passkeys, reportCases } from '../../../shared/schema/index.ts';
import type { Part } from '../who.ts';
import type { Visibility, World } from './world.ts';

/** A request that a route takes from whoever it lets in, so that a refusal has no other cause than the policy. */
export type Sample = {
  /** JSON. */
  body?: unknown;
  /** A body of another kind. */
  file?: { type: string; bytes: () => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer> };
  headers?: Record<string, string>;
  /** Behind the path, for what cannot be asked without. */
  query?: string;
  /** Of a route that takes every method. */
  method?: string;
  /** Made anew for each who asks; parameters of the path by their names. */
  fresh?: (world: World, visibility: Visibility) => Promise<Record<string, string>>;
  /** Whoever is not let in must not learn that it is there: 404 instead of 403. */
  isHidden?: true;
  /** What is asked about is the asker's own, also below a video that they cannot see. */
  isAskersOwn?: true;
  /** The role alone decides: it reaches videos that it cannot watch. */
  isOfRole?: true;
  /** What somebody is to this very thing, beside their part in the channel. */
  parts?: Record<string, Part>;
  /** Where the answer is another than any `2xx` or `3xx`, for who is let in: the token of the sample is none, for example. */
  answer?: string;
  /** It ends what those who are asked with need: asked after all others. */
  isLast?: true;
};

const text = (value: string) => new TextEncoder().encode(value);
const picture = {
  type: 'image/png',
  bytes: async () =>
    new Uint8Array(
      await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c03030' } })
        .png()
        .toBuffer(),
    ),
};
const caption = { type: 'text/vtt', bytes: () => text('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n') };
const badToken = { body: { token: 'x' }, answer: '400 link_invalid' };
const tus = { 'tus-resumable': '1.0.0' };
const ofOwner = (world: World) => ({ authorization: `Bearer ${world.cast.accounts.owner.token}` });
const offerAgain = async (world: World) => ({ channel: await world.freshOffer(world.channelId) });
const hiddenVideo = async (world: World, visibility: Visibility) => ({ video_id: await world.freshVideo(visibility) });
async function captionedVideo(world: World, visibility: Visibility): Promise<Record<string, string>> {
  const video_id = await world.freshVideo(visibility);
  const headers = { ...ofOwner(world), 'content-type': caption.type };
  const url = `${world.origin.url}/api/v1/videos/${video_id}/captions/en`;
  await fetch(url, { method: 'PUT', headers, body: caption.bytes() });
  return { video_id };
}
const password = { password: 'correct horse' };
const ownPage = { 'sec-fetch-site': 'same-origin' };
/** There are no passkeys under the IP address of a test. */
const underAnAddress = '409 conflict';
async function freshPasskey(world: World): Promise<Record<string, string>> {
  const [id, credentialId] = [newId(), newId()];
  const passkey = { id, credentialId, userId: world.idOf('owner'), publicKey: '', counter: 0, transports: '[]' };
  await world.origin.db.insert(passkeys).values({ ...passkey, backedUp: false, name: 'Key', createdAt: new Date() });
  return { passkey_id: id };
}
async function freshExport(world: World): Promise<Record<string, string>> {
  const id = newId();
  const row = { id, userId: world.idOf('owner'), state: 'ready' as const, createdAt: new Date() };
  await world.origin.db.insert(dataExports).values(row);
  return { export_id: id };
}
/** One of the owner's own, below the public video. */
const ownComment: Pick<Sample, 'fresh' | 'parts'> = {
  async fresh(world) {
    const id = newId();
    const place = { id, rootId: id, videoId: world.videoIds.public, authorId: world.idOf('owner') };
    await world.origin.db.insert(comments).values({ ...place, content: 'first', createdAt: new Date() });
    return { comment_id: id };
  },
  parts: { 'the owner': 'author' },
};
async function freshUser(world: World): Promise<{ username: string }> {
  return { username: (await world.origin.signUp()).session.user.username };
}
/** A public one. */
async function freshPlaylist(world: World): Promise<{ playlist_id: string }> {
  const made = await world.asOwner('POST', '/playlists', { title: 'Mix', visibility: 'public' });
  return { playlist_id: playlistSchema.parse(await made.json()).playlist_id };
}
async function freshPlaylistItem(world: World): Promise<{ playlist_id: string; item_id: string }> {
  const { playlist_id } = await freshPlaylist(world);
  const path = `/playlists/${playlist_id}/items`;
  const added = await world.asOwner('POST', path, { video_id: world.videoIds.public });
  return { playlist_id, item_id: playlistItemSchema.parse(await added.json()).item_id };
}
const newName = () => `t_${newId().slice(-12)}`;

/**
 * By the route as `routeActions` names it. A route needs no sample when it takes no body, its parameters are known to the
 * world, and it can be asked twice.
 */
export const samples: Readonly<Record<string, Sample | ((world: World) => Sample)>> = {
  'POST /api/v1/auth/sign-up': () => ({
    body: { email: `${newName()}@example.test`, password: 'correct horse', username: newName() },
  }),
  'POST /api/v1/auth/sign-in': () => ({
    body: { email: `${newName()}@example.test`, password: 'wrong horse' },
    answer: '401 invalid_credentials',
  }),
  'POST /api/v1/auth/refresh': { body: { refresh_token: 'x' }, answer: '401 refresh_token_invalid' },
  'POST /api/v1/auth/sign-out': { body: { refresh_token: 'x' } },
  'POST /api/v1/auth/verify-email': badToken,
  'POST /api/v1/auth/password-reset': { body: { email: 'nobody@example.test' } },
  'POST /api/v1/auth/password-reset/complete': {
    body: { token: 'x', password: 'another horse' },
    answer: '400 link_invalid',
  },
  'POST /api/v1/auth/sign-in/second-factor': {
    body: { challenge: 'x', code: '000000' },
    answer: '400 challenge_invalid',
  },
  'POST /api/v1/auth/passkey/options': { answer: underAnAddress },
  'POST /api/v1/auth/passkey': {
    body: {
      credential: {
        ...{ id: 'x', rawId: 'x', type: 'public-key' },
        response: { clientDataJSON: '', authenticatorData: '', signature: '' },
      },
    },
    answer: '401 passkey_invalid',
  },
  'POST /api/v1/auth/openid/:provider_id/start': { body: {}, headers: ownPage, answer: '404 not_found' },
  'POST /api/v1/me/second-factor/confirm': { body: { code: '000000' }, answer: '409 conflict' },
  'POST /api/v1/me/second-factor/recovery-codes': { body: { ...password, code: '000000' }, answer: '409 conflict' },
  'POST /api/v1/me/second-factor/turn-off': { body: { ...password, code: '000000' }, answer: '409 conflict' },
  'POST /api/v1/me/second-factor': { body: password },
  'POST /api/v1/me/passkeys/options': { body: password, answer: underAnAddress },
  'POST /api/v1/me/passkeys': {
    body: {
      credential: {
        ...{ id: 'x', rawId: 'x', type: 'public-key' },
        response: { clientDataJSON: '', attestationObject: '' },
      },
    },
    answer: underAnAddress,
  },
  'PATCH /api/v1/me/passkeys/:passkey_id': { body: { name: 'Renamed' }, fresh: freshPasskey, isHidden: true },
  'DELETE /api/v1/me/passkeys/:passkey_id': { fresh: freshPasskey, isHidden: true },
  'POST /api/v1/me/identities': {
    body: { provider_id: 'none', ...password },
    headers: ownPage,
    answer: '404 not_found',
  },
  'DELETE /api/v1/me/identities/:identity_id': {
    fresh: async (world) => {
      const now = new Date();
      const [id, subject] = [newId(), newId()];
      const identity = { id, issuer: 'https://id.test', subject, userId: world.idOf('owner') };
      await world.origin.db.insert(identities).values({ ...identity, createdAt: now, lastUsedAt: now });
      return { identity_id: id };
    },
    isHidden: true,
  },
  'PUT /api/v1/me/password': {
    body: { current_password: 'wrong horse', new_password: 'another horse' },
    answer: '401 invalid_credentials',
  },
  'PUT /api/v1/me/email': {
    body: { email: 'new@example.test', password: 'wrong horse' },
    answer: '401 invalid_credentials',
  },
  'POST /api/v1/me/admin': badToken,
  'DELETE /api/v1/me/sessions': { isLast: true },
  'DELETE /api/v1/me/sessions/:session_id': {
    fresh: async (world) => ({ session_id: await world.freshSession() }),
    isHidden: true,
  },
  'POST /api/v1/me/api-keys': { body: { name: 'a script', scopes: ['videos:read'] } },
  'DELETE /api/v1/me/api-keys/:key_id': {
    fresh: async (world) => {
      const made = await world.asOwner('POST', '/me/api-keys', { name: 'short-lived', scopes: ['videos:read'] });
      return { key_id: apiKeyCreatedSchema.parse(await made.json()).key_id };
    },
    isHidden: true,
  },

  'POST /api/v1/channels': () => ({ body: { handle: newName(), name: 'One more' } }),
  'GET /api/v1/channels/:channel/pictures/:file': { answer: '404 not_found' },
  'PATCH /api/v1/channels/:channel': { body: { name: 'Renamed' } },
  'PUT /api/v1/channels/:channel/avatar': { file: picture },
  'PUT /api/v1/channels/:channel/banner': { file: picture },
  'PUT /api/v1/channels/:channel/members/:username': { body: { role: 'editor' } },
  'DELETE /api/v1/channels/:channel/members/:username': {
    fresh: async (world) => {
      await world.asOwner('PUT', `/channels/${world.channelId}/members/${world.ids.username}`, { role: 'editor' });
      return {};
    },
  },
  'POST /api/v1/channels/:channel/transfer': (world) => ({ body: { username: world.ids.username } }),
  'DELETE /api/v1/channels/:channel/transfer': {
    fresh: offerAgain,
    isHidden: true,
    parts: { 'another creator': 'receiver' },
  },
  'POST /api/v1/channels/:channel/transfer/accept': {
    fresh: async (world) => {
      const now = new Date();
      const id = newId();
      const channel = { id, ownerId: world.idOf('owner'), handle: newName(), name: 'Offered' };
      await world.origin.db.insert(channels).values({ ...channel, createdAt: now, updatedAt: now });
      return { channel: await world.freshOffer(id) };
    },
    isHidden: true,
    parts: { 'another creator': 'receiver' },
  },

  'POST /api/v1/videos/:video_id/comments': { body: { content: 'Well done' } },
  'PUT /api/v1/videos/:video_id/comment-policy': { body: { policy: 'on' } },
  'PATCH /api/v1/comments/:comment_id': { ...ownComment, body: { content: 'second' } },
  'DELETE /api/v1/comments/:comment_id': ownComment,
  'POST /api/v1/comments/:comment_id/reaction': { ...ownComment, body: { action: 'like' } },
  'PUT /api/v1/comments/:comment_id/pin': ownComment,
  'DELETE /api/v1/comments/:comment_id/pin': ownComment,
  'PUT /api/v1/comments/:comment_id/heart': ownComment,
  'DELETE /api/v1/comments/:comment_id/heart': ownComment,
  'GET /api/v1/comments/:comment_id/edits': ownComment,
  'PUT /api/v1/comments/:comment_id/decision': { ...ownComment, body: { decision: 'approve' } },
  'POST /api/v1/comments/:comment_id/report': { ...ownComment, body: { reason: 'spam' } },
  'POST /api/v1/videos/:video_id/report': { body: { reason: 'spam' } },
  'POST /api/v1/channels/:channel/report': { body: { reason: 'spam' } },
  'POST /api/v1/channels/:channel/comment-decisions': { body: { comment_ids: [newId()], decision: 'reject' } },
  'POST /api/v1/moderation/comment-decisions': { body: { comment_ids: [newId()], decision: 'reject' } },
  'PUT /api/v1/channels/:channel/comment-rules': {
    body: { hold_all: false, hold_links: false, blocked_words: [] },
  },
  'PUT /api/v1/channels/:channel/commenters/:username': {
    body: { standing: 'approved' },
    fresh: async (world) => ({ username: world.usernameOf('another creator') }),
  },
  'PUT /api/v1/moderation/reports/:object_kind/:object_id/decision': {
    body: { decision: 'dismiss' },
    fresh: async (world) => {
      const id = newId();
      const open = { objectKind: 'comment', objectId: id, state: 'open', reportCount: 1 } as const;
      await world.origin.db.insert(reportCases).values({ ...open, openedAt: new Date() });
      return { object_kind: 'comment', object_id: id };
    },
  },
  'PUT /api/v1/moderation/videos/:video_id/takedown': { body: { by_law: false }, fresh: hiddenVideo, isOfRole: true },
  'DELETE /api/v1/moderation/videos/:video_id/takedown': { fresh: hiddenVideo, isOfRole: true },
  'POST /api/v1/admin/videos/:video_id/retry': {
    fresh: async () => ({ video_id: 'nobodyMade1' }),
    answer: '404 not_found',
    isOfRole: true,
  },
  'DELETE /api/v1/admin/videos/:video_id/jobs': {
    fresh: async () => ({ video_id: 'nobodyMade1' }),
    isOfRole: true,
  },
  'PUT /api/v1/admin/users/:username/role': { body: { role: 'viewer' }, fresh: freshUser },
  'PUT /api/v1/admin/users/:username/suspension': { fresh: freshUser },
  'DELETE /api/v1/admin/users/:username/suspension': { fresh: freshUser },
  'PUT /api/v1/videos/:video_id/reaction': { body: { rating: 'like' } },
  'POST /api/v1/videos/:video_id/share-links/:platform': {
    body: { session_id: newId() },
    fresh: async () => ({ platform: 'reddit' }),
  },

  'POST /api/v1/uploads': { body: { filename: 'a.mp4', size_bytes: 100, mime: 'video/mp4', title: 'A clip' } },
  'GET /api/v1/uploads/:upload_id': { isHidden: true },
  'DELETE /api/v1/uploads/:upload_id': {
    fresh: async (world) => ({ upload_id: await world.freshUpload() }),
    isHidden: true,
  },
  'POST /api/v1/uploads/:upload_id/parts': { body: { part_numbers: [1] }, isHidden: true },
  'POST /api/v1/uploads/:upload_id/complete': {
    body: { parts: [{ part_number: 1, etag: '"0"' }] },
    isHidden: true,
    answer: '422 part_mismatch',
  },
  'ALL /api/v1/tus': {
    method: 'POST',
    headers: { ...tus, 'upload-length': '100', 'upload-metadata': `filename ${btoa('a.mp4')}` },
  },
  'ALL /api/v1/tus/:upload_id': {
    method: 'DELETE',
    headers: tus,
    fresh: async (world) => {
      const { origin } = world;
      const headers = { ...ofOwner(world), ...tus, 'upload-length': '100' };
      const made = await fetch(`${origin.url}/api/v1/tus`, { method: 'POST', headers });
      return { upload_id: (made.headers.get('location') ?? '').split('/').at(-1) ?? '' };
    },
    isHidden: true,
  },

  'POST /api/v1/me/videos/changes': { body: { action: 'delete', video_ids: ['nobodyMade1'] } },
  'PATCH /api/v1/videos/:video_id': { body: { title: 'Renamed' } },
  'DELETE /api/v1/videos/:video_id': { fresh: hiddenVideo },
  'GET /api/v1/videos/:video_id/captions/:language': { fresh: captionedVideo },
  'PUT /api/v1/videos/:video_id/captions/:language': { file: caption },
  'DELETE /api/v1/videos/:video_id/captions/:language': { fresh: captionedVideo },
  'PUT /api/v1/videos/:video_id/thumbnail': { file: picture },
  'DELETE /api/v1/me': { body: { password: 'wrong horse' }, answer: '401 invalid_credentials' },
  'POST /api/v1/auth/keep-account': badToken,
  'POST /api/v1/notification-mails/unsubscribe': badToken,
  'POST /api/v1/auth/keep-account/mail': { body: { challenge: 'x' }, answer: '400 challenge_invalid' },
  'POST /api/v1/me/exports': { body: { password: 'wrong horse' }, answer: '401 invalid_credentials' },
  'GET /api/v1/me/exports/:export_id': { fresh: freshExport, isHidden: true },
  'DELETE /api/v1/me/exports/:export_id': { fresh: freshExport, isHidden: true },
  'GET /api/v1/exports/:export_id/archive': {
    query: `expires=9999999999&signature=${'x'.repeat(43)}`,
    fresh: freshExport,
  },
  'POST /api/v1/search/choices': () => ({
    body: { q: 'sonata', result: { type: 'video', id: newId() }, position: 1 },
  }),
  'POST /api/v1/discovery/reports': () => ({ body: { list_id: newId(), surface: 'related' } }),
  'DELETE /api/v1/me/not-interested/videos/:video_id': { isAskersOwn: true },
  'PUT /api/v1/me/not-interested/channels/:channel_id': {
    fresh: async (world) => ({ channel_id: world.channelId }),
  },
  'DELETE /api/v1/me/not-interested/channels/:channel_id': {
    fresh: async (world) => ({ channel_id: world.channelId }),
  },
  'GET /api/v1/search': { query: 'q=clip' },
  'PUT /api/v1/me/history-settings': { body: { paused: false } },
  'GET /api/v1/me/history/:video_id': { answer: '404 not_found' },
  'PUT /api/v1/me/history/:video_id': { body: { position_sec: 1 } },
  'DELETE /api/v1/me/history/:video_id': { isAskersOwn: true },
  'PUT /api/v1/me/notifications/read': { body: { last_event_id: 0 } },
  'PUT /api/v1/me/notifications/:notification_id/read': { fresh: async () => ({ notification_id: newId() }) },
  'DELETE /api/v1/me/notifications/:notification_id': { fresh: async () => ({ notification_id: newId() }) },
  'PUT /api/v1/me/notification-settings': { body: { muted_kinds: [] } },
  'POST /api/v1/playlists': { body: { title: 'Mix' } },
  'GET /api/v1/playlists/:playlist_id': { fresh: freshPlaylist },
  'PATCH /api/v1/playlists/:playlist_id': { body: { title: 'Renamed' }, fresh: freshPlaylist },
  'DELETE /api/v1/playlists/:playlist_id': { fresh: freshPlaylist },
  'GET /api/v1/playlists/:playlist_id/items': { fresh: freshPlaylist },
  'POST /api/v1/playlists/:playlist_id/items': (world) => ({
    body: { video_id: world.videoIds.public },
    fresh: freshPlaylist,
  }),
  'PATCH /api/v1/playlists/:playlist_id/items/:item_id': { body: { after_item_id: null }, fresh: freshPlaylistItem },
  'DELETE /api/v1/playlists/:playlist_id/items/:item_id': { fresh: freshPlaylistItem },
  'GET /api/v1/playlists/:playlist_id/items/:item_id/next': { fresh: freshPlaylistItem },
  'PUT /api/v1/channels/:channel/subscription': { body: { notifications: 'all' } },
  'GET /api/v1/search/suggest': { query: 'q=cl' },
};
