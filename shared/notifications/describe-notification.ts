import type { Notification } from '../contracts/notifications.ts';

type Described = Pick<Notification, 'kind' | 'actor' | 'actor_count' | 'channel' | 'video' | 'outcome'>;

/** A notification in one sentence, and where it leads; no address where there is nothing to be seen any more. */
export function describeNotification(notification: Described & Pick<Notification, 'comment'>): {
  text: string;
  href: string | null;
} {
  const { video, comment } = notification;
  const href = video && `/watch/${video.video_id}${comment ? '#comments' : ''}`;
  return { text: wordsFor(notification), href: notification.kind === 'channel_offer' ? '/account' : href };
}

function wordsFor({ kind, actor, actor_count, channel, video, outcome }: Described): string {
  const channelName = channel?.name ?? 'A channel';
  const title = video ? `“${video.title}”` : 'a video that is no longer available';
  switch (kind) {
    case 'new_video':
      return `${channelName}: ${video ? title : 'a new video that is no longer available'}`;
    case 'reply':
      return `${people(actor, actor_count)} replied to your comment`;
    case 'mention':
      return `${people(actor, actor_count)} mentioned you below ${title}`;
    case 'heart':
      return `${channelName} liked what you wrote below ${title}`;
    case 'comment_decision':
      return `Your comment below ${title} ${outcome === 'held' ? 'waits for a decision' : `was ${outcome}`}`;
    case 'report_decision':
      return outcome === 'resolved' ? 'We acted on your report' : 'We found nothing wrong with what you reported';
    case 'takedown':
      return `${title} was taken down by a moderator`;
    case 'upload_ready':
      return `${title} is ready`;
    case 'upload_failed':
      return `${title} could not be processed`;
    case 'channel_offer':
      return `${channelName} is offered to you`;
  }
}

/** "ann", "ann and 1 other", "ann and 12 others". */
function people(actor: Described['actor'], count: number): string {
  const others = count - 1;
  if (others < 1) return actor?.username ?? 'Somebody';
  return `${actor?.username ?? 'Somebody'} and ${others} ${others === 1 ? 'other' : 'others'}`;
}
