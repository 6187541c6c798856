import { sightOf } from '../policy/videos.ts';
import type { Actor } from '../policy/who.ts';
import type { VideoDeps } from './find-visible-video.ts';
import type { VideoForViewer } from './store.ts';

/** Those of `videoIds` that the actor may see, by id, in one read: of the others it says nothing, not even that they are. */
export async function listVisibleVideos(
  deps: VideoDeps,
  actor: Actor,
  videoIds: readonly string[],
): Promise<Map<string, VideoForViewer>> {
  const found = await deps.store.listFor(videoIds, actor?.userId ?? null);
  const now = deps.clock();
  const seen = found.filter((row) => sightOf({ ...row, ...row.video }, actor, now) === 'seen');
  return new Map(seen.map((row) => [row.video.id, row]));
}
