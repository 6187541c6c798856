import type { Notification } from '../../shared/contracts/notifications.ts';
import type { SignedIn } from '../policy/who.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import { listVisibleVideos } from '../videos/list-visible-videos.ts';
import type { ExcerptStore } from './excerpts/store.ts';
import type { ListedRow } from './store.ts';

export type PresentDeps = { videos: VideoDeps; excerpts: ExcerptStore };

const EXCERPT_LENGTH = 140;
const isSome = <T>(value: T | null): value is T => value !== null;

/** With what the actor may see today of what they are about: a video that was made private since then is not named. */
export async function presentNotifications(
  deps: PresentDeps,
  actor: SignedIn,
  rows: readonly ListedRow[],
): Promise<Notification[]> {
  const [videos, found] = await Promise.all([
    listVisibleVideos(deps.videos, actor, rows.map(({ videoId }) => videoId).filter(isSome)),
    deps.excerpts.listComments(rows.map(({ commentId }) => commentId).filter(isSome)),
  ]);
  const isSeen = ({ authorId, state, videoId }: (typeof found)[number]) =>
    videos.has(videoId) && (state === 'approved' || authorId === actor.userId);
  const excerpts = new Map(found.filter(isSeen).map(({ id, content }) => [id, excerptOf(content)]));
  return rows.map((row) => {
    const { id, kind, createdAt, updatedAt, eventCount, actorCount, actor: by, channel, outcome, reasons } = row;
    const title = row.videoId === null ? undefined : videos.get(row.videoId)?.video.title;
    const excerpt = row.commentId === null ? undefined : excerpts.get(row.commentId);
    return {
      ...{ notification_id: id, kind, read: row.readAt !== null, outcome, reasons },
      ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
      ...{ event_count: eventCount, actor_count: actorCount },
      actor: by && { user_id: by.id, username: by.username, image_url: by.imageUrl },
      channel: channel && { channel_id: channel.id, handle: channel.handle, name: channel.name },
      video: row.videoId === null || title === undefined ? null : { video_id: row.videoId, title },
      comment: row.commentId === null || excerpt === undefined ? null : { comment_id: row.commentId, excerpt },
    };
  });
}

/** In code points, so that no character is cut in two. */
function excerptOf(content: string): string {
  const characters = [...content];
  return characters.length > EXCERPT_LENGTH ? `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…` : content;
}
