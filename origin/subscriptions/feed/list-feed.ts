import * as z from 'zod';
import type { FeedPage, FeedQuery } from '../../../shared/contracts/subscriptions.ts';
import { videoIdSchema } from '../../../shared/ids.ts';
import { createListCursor } from '../../http/list-cursor.ts';
import type { SignedIn } from '../../policy/who.ts';
import { presentListedVideo } from '../../videos/present-listed-video.ts';
import type { SubscriptionDeps } from '../deps.ts';
import type { FeedPlace } from './store.ts';

type FeedDeps = Pick<SubscriptionDeps, 'feed' | 'clock'>;

const cursors = createListCursor('feed', z.object({ publishedAtMs: z.int(), videoId: videoIdSchema }));
/** Of a row of videos that are not public any more: a page then ends early. */
const MAX_LOOKS = 4;

/**
 * The public videos of the channels that the actor is subscribed to, newest first. Whether a video is public is asked of
 * its row, now, so that one that was taken back is gone from every feed at once. A page may be short, and not the last.
 */
export async function listFeed(deps: FeedDeps, { userId }: SignedIn, { limit, cursor }: FeedQuery): Promise<FeedPage> {
  const now = deps.clock();
  const shown: FeedPage['videos'] = [];
  let after: FeedPlace | null = cursors.decode(cursor, userId);
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const asked = (limit + 1) * (looks + 1);
    const entries = await deps.feed.list({ userId, limit: asked, after, now });
    for (const { place, found } of entries) {
      if (found) {
        if (shown.length === limit) return pageUpTo(after);
        const publishedAt = new Date(place.publishedAtMs).toISOString();
        shown.push({ ...presentListedVideo(found), published_at: publishedAt });
      }
      after = place;
    }
    if (entries.length < asked) return pageUpTo(null);
  }
  return pageUpTo(after);

  function pageUpTo(last: FeedPlace | null): FeedPage {
    return { videos: shown, next_cursor: last && cursors.encode(last, userId) };
  }
}
