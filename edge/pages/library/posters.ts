import type { EdgeEnv } from '../../http/request-facts.ts';
import type { AuthorizeDeps } from '../../playback/authorize-playback.ts';
import { isOutdated } from '../../playback/authorize-playback.ts';
import { decidePlayback, type Viewer } from '../../playback/decide-playback.ts';
import { posterPath, type SessionSigner } from '../../playback/start-session.ts';

/** Signed posters of those of `videoIds` that the viewer may play here and now, by id. */
export async function postersFor(
  videoIds: readonly string[],
  viewer: Viewer,
  { facts, reads }: EdgeEnv['Variables'],
  { catalogue, feed, signer }: AuthorizeDeps & { signer: SessionSigner },
): Promise<Map<string, string>> {
  if (videoIds.length === 0) return new Map();
  await feed.freshen();
  const asked = { country: facts.country, nowMs: signer.now() };
  const signed = (await catalogue.for(reads).several(videoIds)).map(async (video) => {
    const decision = decidePlayback(video, viewer, asked);
    if (!decision.allow || isOutdated(video, feed) || (!decision.open && feed.isBlind())) return [];
    return [[video.videoId, await posterPath({ video, decision }, signer)] as const];
  });
  return new Map((await Promise.all(signed)).flat());
}
