import { importPlaybackKeys } from '../../../shared/tokens/playback-keys.ts';
import { type PlaybackClaims, signPlaybackToken } from '../../../shared/tokens/playback-token.ts';
import { playbackClaims } from '../../../testkit/playback-claims.ts';
import { type EdgeWorld, GENERATION, playbackKeys } from './edge-world.ts';

/** The URL of a file of a video's media, with a good token in it; `claims` go over an anonymous viewer's. */
export async function mediaUrl(
  world: EdgeWorld,
  videoId: string,
  file: string,
  claims: Partial<PlaybackClaims> = {},
): Promise<string> {
  const token = await signPlaybackToken(
    playbackClaims(videoId, GENERATION, claims),
    await importPlaybackKeys(playbackKeys),
  );
  return `${world.edge.url}/p/${token}/${videoId}/${GENERATION}/${file}`;
}

/** Lays an object where the world's worker finds it first: in the bucket, or else at origin. */
export async function putMedia(world: EdgeWorld, videoId: string, file: string, content: string): Promise<void> {
  const key = `media/${videoId}/${GENERATION}/${file}`;
  if (world.miniflare) await (await world.miniflare.bucket()).put(key, content);
  else world.origin.objects.set(key, new Uint8Array(Buffer.from(content)));
}
