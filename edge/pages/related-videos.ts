import type { Context } from 'hono';
import type { Suggestions } from '../../shared/contracts/discovery.ts';
import type { SuggestionReason } from '../../shared/contracts/discovery-words.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import type { BrowseDeps } from './browse/deps.ts';
import type { ListedVideo } from './video-card.tsx';

/** A video beside another one; `reason` is null for the newest, which stand in where nothing is known. */
export type RelatedVideo = ListedVideo & { reason: SuggestionReason | null };

const SHOWN = 12;
/** Some may not be shown to whoever asks. */
const ASKED = 20;
/** A page does not wait any longer for what stands beside its video. */
const PATIENCE_MS = 400;

/** What to go on with after a video: what goes with it and why, filled up with the newest. Empty where nothing can be read. */
export async function relatedVideos(
  c: Context<EdgeEnv>,
  videoId: string,
  deps: Pick<BrowseDeps, 'answers' | 'lists' | 'show'>,
): Promise<RelatedVideo[]> {
  const { reads } = c.var;
  const [suggested, newest] = await Promise.all([
    inTime(suggestions(c, videoId, deps), new Map<string, SuggestionReason>()),
    deps.lists.page({ of: 'all', order: 'newest' }, undefined, reads).then(
      ({ videos }) => videos,
      () => [],
    ),
  ]);
  const related = await deps.lists.named([...suggested.keys()], reads).catch(() => []);
  const others = newest.filter((video) => video.videoId !== videoId && !suggested.has(video.videoId));
  const shown = await deps.show(c, [...related, ...others].slice(0, ASKED));
  return shown.slice(0, SHOWN).map((item) => ({ ...item, reason: suggested.get(item.video.videoId) ?? null }));
}

async function suggestions(
  c: Context<EdgeEnv>,
  videoId: string,
  { answers }: Pick<BrowseDeps, 'answers'>,
): Promise<Map<string, SuggestionReason>> {
  const { status, body } = await answers.get(`/videos/${videoId}/related?limit=${SHOWN}`, c.var.reads);
  if (status !== 200) return new Map();
  const { videos } = body as Suggestions; // of one release with origin
  return new Map(videos.map(({ video_id, reason }) => [video_id, reason]));
}

/** `work`, or `otherwise` when that fails or takes too long. */
async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(otherwise), PATIENCE_MS);
  try {
    return await Promise.race([work.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}
