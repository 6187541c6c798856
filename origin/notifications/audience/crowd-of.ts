import type { NotificationJob } from '../events/notification-event.ts';
import type { Told } from '../telling/store.ts';
import type { AudienceStore } from './store.ts';

/** Some of a crowd, by id, and the last one that was looked at: `null` at the end. */
export type Page = { userIds: string[]; last: string | null };
/** `exceptId`: whose own doing it is. */
export type Crowd = {
  told: Told;
  exceptId: string | null;
  page: (afterUserId: string | null, limit: number) => Promise<Page>;
};
export type CrowdDeps = { audience: AudienceStore; clock: () => Date };

/** Whoever took so long to come back to a channel hears of its videos only by their own wish. */
const INTERESTED_FOR_MS = 30 * 24 * 3_600_000;

/** Whom an event concerns without naming them: more people than one transaction should hold. */
export async function crowdOf(deps: CrowdDeps, { event_id: eventId, event }: NotificationJob): Promise<Crowd | null> {
  if (event.event === 'video_published') {
    const video = await deps.audience.findVideo(event.video_id);
    if (!video || !isOut(video, deps.clock())) return null;
    const { id: videoId, channelId } = video;
    const told = { kind: 'new_video' as const, eventId: `video-${videoId}`, groupKey: `video ${videoId}` };
    return {
      told: { ...told, videoId, channelId },
      exceptId: video.ownerId,
      page: (after, limit) => {
        const since = new Date(deps.clock().getTime() - INTERESTED_FOR_MS);
        return deps.audience.pageOfSubscribers({ channelId, since }, after, limit);
      },
    };
  }
  if (event.event === 'report_decided') {
    const { object_kind: kind, object_id: id, outcome } = event;
    const of = { kind, id, since: new Date(event.since_ms) };
    const about = { comment: { commentId: id }, video: { videoId: id }, channel: { channelId: id } }[kind];
    return {
      told: { kind: 'report_decision', eventId, groupKey: `report ${kind} ${id}`, ...about, outcome },
      exceptId: null,
      page: (after, limit) => deps.audience.pageOfReporters(of, after, limit),
    };
  }
  return null;
}

type Published = NonNullable<Awaited<ReturnType<AudienceStore['findVideo']>>>;

/** It may have been taken back while its subscribers were being told: the others then hear nothing. */
function isOut(video: Published, now: Date): boolean {
  const { visibility, playable, publishAt, takenDownAt, deletedAt, ownerSuspendedAt } = video;
  if (deletedAt !== null || takenDownAt !== null || ownerSuspendedAt !== null) return false;
  return visibility === 'public' && playable && (publishAt === null || publishAt <= now);
}
