import { sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { channels, videos } from '../../../shared/schema/index.ts';
import type { PresentedVideo } from '../../videos/present-video.ts';
import { rowsAsText } from '../rows-as-text/store.ts';

/** Whose a video that is shown is; to be joined by its `id`. */
export const shownChannel = alias(channels, 'shown_channel');

// No more than is presented: what is known of a video's source alone is longer than all of this.
const { id: videoId, title, description, tags, category, language, visibility, status, playable } = videos;
const { ageRestricted, geoAllow, geoDeny, embedDomains, takenDownAt, takenDownReason, takenDownByLaw } = videos;
const { publishAt, durationSec, width, height, viewCount, likeCount, dislikeCount, createdAt } = videos;
const ofVideo = rowsAsText({
  ...{ id: videoId, title, description, tags, category, language, visibility, codecs: videos.codecs, status, playable },
  ...{ ageRestricted, geoAllow, geoDeny, embedDomains, takenDownAt, takenDownReason, takenDownByLaw },
  ...{ publishAt, durationSec, width, height, viewCount, likeCount, dislikeCount, createdAt },
});
const { id, handle, name, codecs } = shownChannel;
const ofChannel = rowsAsText({ id, handle, name, codecs });

/** What is shown of `videos` joined with `shownChannel`: `asJson` is one row's expression, `read` makes it of its value. */
export const shownVideo = {
  asJson: sql`json_array(${ofVideo.asJson}, ${ofChannel.asJson})`,
  read: ([video, channel]: ShownVideoText): PresentedVideo => ({
    video: ofVideo.read(video),
    channel: ofChannel.read(channel),
  }),
};
export type ShownVideoText = [video: unknown[], channel: unknown[]];
