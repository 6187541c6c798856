import { sightOf } from '../../policy/videos.ts';
import type { SignedIn } from '../../policy/who.ts';
import type { VideoDeps } from '../../videos/find-visible-video.ts';
import type { NotificationJob } from '../events/notification-event.ts';
import type { Telling, Told } from '../telling/store.ts';
import type { AudienceStore, ToldComment } from './store.ts';

export type AudienceDeps = { audience: AudienceStore; videos: VideoDeps };

/** Whom events concern by name. However many there are, their comments and who may see them are asked for together. */
export async function audienceOf(deps: AudienceDeps, jobs: readonly NotificationJob[]): Promise<Telling[]> {
  const ids = jobs.flatMap(({ event }) => ('comment_id' in event ? [event.comment_id] : []));
  const comments = new Map((await deps.audience.listComments(ids)).map((comment) => [comment.id, comment]));
  return (await Promise.all(jobs.map((job) => ofEvent(deps, job, comments)))).flat();
}

async function ofEvent(
  deps: AudienceDeps,
  { event_id: eventId, event }: NotificationJob,
  comments: ReadonlyMap<string, ToldComment>,
): Promise<Telling[]> {
  switch (event.event) {
    case 'comment_shown':
      return ofComment(deps.videos, comments.get(event.comment_id));
    case 'comment_hearted': {
      const comment = comments.get(event.comment_id);
      if (!comment || comment.deletedAt !== null || comment.author.userId === event.actor_id) return [];
      const { videoId, channelId } = comment;
      const about = { videoId, channelId, commentId: comment.id };
      // The creator's, whoever of the channel gave it.
      const told = { kind: 'heart' as const, eventId: `heart-${comment.id}`, groupKey: `hearts ${videoId}`, ...about };
      return whoMaySee(deps.videos, videoId, told, [comment.author]);
    }
    case 'comment_decided': {
      const comment = comments.get(event.comment_id);
      if (!comment || comment.deletedAt !== null) return [];
      const { videoId, channelId } = comment;
      const { outcome, reasons } = event;
      const about = { videoId, channelId, commentId: comment.id, outcome, reasons };
      const told = { kind: 'comment_decision' as const, eventId, groupKey: `decision ${comment.id}`, ...about };
      return [{ told, userIds: [comment.author.userId] }];
    }
    case 'video_taken_down': {
      const video = await deps.audience.findVideo(event.video_id);
      if (!video || video.takenDownAt === null) return [];
      const about = { videoId: video.id, channelId: video.channelId };
      const told = { kind: 'takedown' as const, eventId, groupKey: `takedown ${video.id}`, ...about };
      return [{ told, userIds: [video.ownerId] }];
    }
    case 'upload_ended': {
      const video = await deps.audience.findVideo(event.video_id);
      if (!video || video.deletedAt !== null) return [];
      const kind = event.failed ? ('upload_failed' as const) : ('upload_ready' as const);
      const about = { videoId: video.id, channelId: video.channelId };
      // Once in a video's life: what is made anew was ready before.
      const onceOnly = event.failed ? eventId : `ready-${video.id}`;
      const told = { kind, eventId: onceOnly, groupKey: `upload ${video.id}`, ...about };
      return [{ told, userIds: [video.ownerId] }];
    }
    case 'channel_offered': {
      const { channel_id: channelId, user_id: userId } = event;
      const told = { kind: 'channel_offer' as const, eventId, groupKey: `offer ${channelId}`, channelId };
      return [{ told, userIds: [userId] }];
    }
    case 'video_published':
    case 'report_decided':
      return [];
  }
}

/** The author of the comment that it replies to, and the owners of the channels that it names; who is both, of the reply. */
async function ofComment(videos: VideoDeps, comment: ToldComment | undefined): Promise<Telling[]> {
  if (comment?.state !== 'approved' || comment.deletedAt !== null || comment.authorSuspendedAt !== null) return [];
  const { id, videoId, channelId, author, parentId, parentAuthor, mentioned } = comment;
  const same = { eventId: `comment-${id}`, ...{ videoId, channelId, commentId: id, actorId: author.userId } };
  const reply = { kind: 'reply' as const, groupKey: `replies ${parentId}`, ...same };
  const mention = { kind: 'mention' as const, groupKey: `mentions ${videoId}`, ...same };
  const repliedTo = parentAuthor && comment.parentDeletedAt === null ? [parentAuthor] : [];
  const all = [whoMaySee(videos, videoId, reply, repliedTo), whoMaySee(videos, videoId, mention, mentioned)];
  return (await Promise.all(all)).flat();
}

/** Nobody hears of what is said below a video that is hidden from them. */
async function whoMaySee(
  { store, clock }: VideoDeps,
  videoId: string,
  told: Told,
  people: readonly SignedIn[],
): Promise<Telling[]> {
  const now = clock();
  const seeing = await Promise.all(
    people.map(async (person) => {
      const access = await store.accessFor(videoId, person.userId);
      return access && sightOf({ ...access, ...access.video }, person, now) === 'seen' ? [person.userId] : [];
    }),
  );
  const left = seeing.flat();
  return left.length > 0 ? [{ told, userIds: left }] : [];
}
