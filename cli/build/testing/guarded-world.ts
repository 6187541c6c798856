import { isErrorBody } from '../../../shared/errors.ts';
import { importPlaybackKeys } from '../../../shared/tokens/playback-keys.ts';
import { type PlaybackClaims, signPlaybackToken } from '../../../shared/tokens/playback-token.ts';
import { playbackClaims } from '../../../testkit/playback-claims.ts';
import { type EdgeWorld, GENERATION, playbackKeys, startEdgeWorld } from './edge-world.ts';

/** Of everybody; `PRIVATE` is shared with `friend`, and has the comment `COMMENT`. Both are `owner`'s. */
export const VIDEO = 'publicVideo';
export const PRIVATE = 'sharedVideo';
export const COMMENT = '0191e0e0-0000-7000-8000-000000000007';
/** One of each kind, and one of a higher rendition. Every object of this world begins with "guarded". */
export const files = ['hls/master.m3u8', 'dash/manifest.mpd', '360p/00001.m4s', '360p/init.mp4', 'images/poster.jpg'];
export const tall = '720p/00001.m4s';

/** A world to attack: in Germany, with sessions bound to place, and the account `rogue` suspended. */
export async function startGuardedWorld(): Promise<EdgeWorld> {
  const world = await startEdgeWorld({ TEST_COUNTRY: 'DE', PLAYBACK_BINDING: 'country,network' });
  await world.seed({ id: VIDEO });
  await world.seed({ id: PRIVATE, visibility: 'private', sharedWith: ['friend'] });
  await world.seed({ id: 'bySuspended', ownerId: 'rogue' });
  for (const file of [...files, tall]) putObject(world, `media/${VIDEO}/${GENERATION}/${file}`, `guarded ${file}`);
  putObject(world, `media/otherVideo1/${GENERATION}/360p/00001.m4s`, 'guarded: of another video');
  putObject(world, `media/${VIDEO}/lx0002/360p/00001.m4s`, 'guarded: of another generation');
  putObject(world, `originals/${VIDEO}/file`, 'guarded: the original');
  await world.database.client.execute({
    sql: `insert into comments (id, video_id, author_id, root_id, content, created_at) values (?, ?, 'friend', ?, 'secret', 1)`,
    args: [COMMENT, PRIVATE, COMMENT],
  });
  await world.suspendUser('rogue');
  return world;
}

export function putObject(world: EdgeWorld, key: string, content: string): void {
  world.origin.objects.set(key, new Uint8Array(Buffer.from(content)));
}

/** A token for `VIDEO`, or what `claims` say, under the world's keys or others. */
export async function mediaToken(claims: Partial<PlaybackClaims> = {}, keys = playbackKeys): Promise<string> {
  const { videoId = VIDEO, ...more } = claims;
  return signPlaybackToken(playbackClaims(videoId, GENERATION, more), await importPlaybackKeys(keys));
}

/** `403 token_wrong_video`, or the status alone when the answer is no error of ours. */
export function outcomeOf({ status, text }: { status: number; text: string }): string {
  try {
    const body: unknown = JSON.parse(text.slice(text.indexOf('{')));
    return isErrorBody(body) ? `${status} ${body.error.code}` : `${status}`;
  } catch {
    return `${status}`;
  }
}
