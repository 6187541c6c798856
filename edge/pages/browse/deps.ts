import type { Context } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { Catalogue } from '../../metadata/catalogue.ts';
import type { Reads } from '../../metadata/reads.ts';
import type { EdgeVideo } from '../../metadata/store.ts';
import type { AccountPageDeps } from '../account/deps.ts';
import type { SharedAnswers } from './shared-answers.ts';
import type { ShowDeps, ShowVideos } from './show-videos.ts';
import type { VideoLists } from './video-lists.ts';

/** What the pages need on which people find videos. */
export type BrowseDeps = Pick<AccountPageDeps, 'forward' | 'now'> &
  Pick<ShowDeps, 'viewerOf'> & {
    catalogue: Catalogue;
    lists: VideoLists;
    answers: SharedAnswers;
    show: ShowVideos;
    /** Tells those for whom pages are made apart; null for anybody. */
    readerOf: (c: Context<EdgeEnv>) => Promise<string | null>;
  };

/** Rows of the videos that an answer of origin names, in its order. */
export async function rowsOf(
  videoIds: readonly string[],
  { catalogue }: Pick<BrowseDeps, 'catalogue'>,
  reads: Reads,
): Promise<EdgeVideo[]> {
  if (videoIds.length === 0) return [];
  const rows = await catalogue.for(reads).several([...new Set(videoIds)]);
  const byId = new Map(rows.map((video) => [video.videoId, video]));
  return videoIds.flatMap((id) => byId.get(id) ?? []);
}
