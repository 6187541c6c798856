import { basename } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import type { Me } from '../../shared/contracts/auth.ts';
import type { Playlist } from '../../shared/contracts/playlists.ts';
import { settled } from '../creator.ts';
import type { RunningKinora } from '../running-kinora.ts';
import { signUpInBrowser } from './sign-in-browser.ts';
import type { Site } from './site-pages.ts';

export type Clip = { path: string; title: string; description?: string; category?: string };

/** A small site as its people would have it: videos, a thread, a playlist, a history. `member` becomes their creator, and its admin. */
export async function makeSite(kinora: RunningKinora, member: BrowserContext, clips: readonly Clip[]): Promise<Site> {
  await signUpInBrowser(member, kinora.url, 'lena');
  await becomeAdmin(kinora, member);
  const cookies = await member.cookies();
  const access = cookies.find(({ name }) => name.endsWith('kinora_access'))?.value ?? '';
  const client = createApiClient({ baseUrl: kinora.url, accessToken: access });
  const call = async <T>(method: string, path: string, body: object): Promise<T> => {
    const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' };
    const url = `${kinora.url}/api/v1${path}`;
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T; // our own API, of this release
  };
  const videoIds: string[] = [];
  for (const { path, title, description, category } of clips) {
    const details = {
      title,
      visibility: 'public',
      ...(description ? { description } : {}),
      ...(category ? { category } : {}),
    };
    const { video_id } = await uploadFile(client, path, { details: details as { title: string } });
    videoIds.push(video_id);
  }
  for (const videoId of videoIds) await settled(client, videoId);
  const [videoId] = videoIds;
  if (videoId === undefined) throw new Error(`no clips of ${clips.map(({ path }) => basename(path))}`);
  const somebody = { username: 'emil', email: 'emil@example.org', password: 'correct horse battery' };
  const { access_token } = signedUp(await kinora.client().signUp(somebody));
  const question = await kinora
    .client(access_token)
    .postComment(videoId, { content: 'At 0:01 the colours turn. How was that made?' });
  await call('POST', `/videos/${videoId}/comments`, {
    content: 'With two gradients, one over the other.',
    parent_id: question.comment_id,
  });
  const playlist = await call<Playlist>('POST', '/playlists', { title: 'To come back to', visibility: 'public' });
  for (const each of videoIds) await call('POST', `/playlists/${playlist.playlist_id}/items`, { video_id: each });
  const me: Me = await client.me();
  return { videoId, handle: me.username, playlistId: playlist.playlist_id };
}

/** Follows the link that the launcher prints for the first admin. */
export async function becomeAdmin(kinora: RunningKinora, member: BrowserContext): Promise<void> {
  const { url } = await kinora.next(({ event }) => event === 'admin_link');
  const token = new URL(String(url)).searchParams.get('token');
  const headers = { origin: kinora.url };
  const claimed = await member.request.post(`${kinora.url}/api/v1/me/admin`, { data: { token }, headers });
  const refreshed = await member.request.post(`${kinora.url}/api/v1/auth/refresh`, { data: {}, headers });
  if (!claimed.ok() || !refreshed.ok()) throw new Error(`becoming admin was answered ${claimed.status()}`);
}
