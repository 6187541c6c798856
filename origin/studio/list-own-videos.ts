import * as z from 'zod';
import type { OwnVideo, OwnVideos, OwnVideosQuery } from '../../shared/contracts/studio.ts';
import { AppError } from '../../shared/errors.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import { failureWords } from '../../shared/media/failure-words.ts';
import type { ChannelStore } from '../channels/store.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import { may } from '../policy/may.ts';
import type { SignedIn } from '../policy/who.ts';
import { presentVideo } from '../videos/present-video.ts';
import type { VideoWithChannel } from '../videos/store.ts';
import type { ProgressReader } from '../videos/video-status.ts';
import { type OwnPosition, type OwnVideoStore, positionOf } from './store.ts';

export type OwnVideosDeps = {
  ownVideos: OwnVideoStore;
  channels: Pick<ChannelStore, 'partsOf'>;
  readProgress: ProgressReader;
};

const positionSchema: z.ZodType<OwnPosition> = z.object({ by: z.int(), videoId: videoIdSchema });
const cursors = createListCursor('own-videos', positionSchema);

/**
 * The viewer's own videos, or those of a channel they work on, in whatever state. Throws `not_found` for somebody else's
 * channel and `invalid_cursor`.
 */
export async function listOwnVideos(
  deps: OwnVideosDeps,
  viewer: SignedIn,
  { channel_id, limit, cursor, ...filter }: OwnVideosQuery,
): Promise<OwnVideos> {
  if (channel_id !== undefined) {
    const parts = await deps.channels.partsOf(channel_id, viewer.userId);
    if (!may(viewer, 'channels.see_inside', parts)) throw new AppError('not_found', 'there is no such channel');
  }
  const whose = channel_id === undefined ? { ownerId: viewer.userId } : { channelId: channel_id };
  const list = JSON.stringify({ channel_id, ...filter });
  const rows = await deps.ownVideos.list(whose, filter, { limit: limit + 1, after: cursors.decode(cursor, list) });
  const { shown, last } = pageOf(rows, limit);
  return {
    videos: await Promise.all(shown.map((row) => presentOwnVideo(deps, row))),
    next_cursor: last && cursors.encode(positionOf(last, filter.sort), list),
  };
}

async function presentOwnVideo({ readProgress }: OwnVideosDeps, row: VideoWithChannel): Promise<OwnVideo> {
  const { video } = row;
  // The list is worth more than its progress bars.
  const live = video.status === 'processing' ? await readProgress(video.id).catch(() => null) : null;
  const isFailed = video.status === 'failed' && video.failureCode !== null;
  return {
    ...presentVideo(row),
    comment_count: video.commentCount,
    processing: live && { progress: Math.min(99, Math.floor(live.percent)), stage: live.stage },
    error:
      isFailed && video.failureCode !== null
        ? { code: video.failureCode, message: video.failureMessage || failureWords[video.failureCode] }
        : null,
  };
}
