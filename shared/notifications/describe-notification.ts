import type { Notification } from '../contracts/notifications.ts';
import type { Say } from '../messages/catalogue.ts';

type Described = Pick<Notification, 'kind' | 'actor' | 'actor_count' | 'channel' | 'video' | 'outcome'>;

/**
 * A notification in one sentence, and where it leads; no address where there is nothing to be seen any more. What `say`
 * says comes from the area `notifications`.
 */
export function describeNotification(
  notification: Described & Pick<Notification, 'comment'>,
  say: Say,
): { text: string; href: string | null } {
  const { video, comment } = notification;
  const href = video && `/watch/${video.video_id}${comment ? '#comments' : ''}`;
  return { text: sentenceFor(notification, say), href: notification.kind === 'channel_offer' ? '/account' : href };
}

function sentenceFor(notification: Described, say: Say): string {
  const { kind, outcome } = notification;
  const channel = notification.channel?.name ?? say('notifications.a_channel');
  const people = peopleIn(notification, say);
  const video = notification.video
    ? say('notifications.quoted', { title: notification.video.title })
    : say('notifications.gone_video');
  switch (kind) {
    case 'new_video':
      return notification.video
        ? say('notifications.new_video', { channel, video })
        : say('notifications.new_video_gone', { channel });
    case 'reply':
      return say('notifications.reply', { people });
    case 'mention':
      return say('notifications.mention', { people, video });
    case 'heart':
      return say('notifications.heart', { channel, video });
    case 'comment_decision':
      return say(`notifications.comment_${commentOutcome(outcome)}`, { video });
    case 'report_decision':
      return say(outcome === 'resolved' ? 'notifications.report_resolved' : 'notifications.report_dismissed');
    case 'takedown':
    case 'upload_ready':
    case 'upload_failed':
      return say(`notifications.${kind}`, { video });
    case 'channel_offer':
      return say('notifications.channel_offer', { channel });
  }
}

const commentOutcome = (outcome: Described['outcome']) =>
  outcome === 'approved' || outcome === 'rejected' ? outcome : 'held';

/** "ann", "ann and 1 other", "ann and 12 others". */
function peopleIn({ actor, actor_count }: Described, say: Say): string {
  const name = actor?.username ?? say('notifications.somebody');
  const others = actor_count - 1;
  return others < 1 ? name : say('notifications.and_others', { name, count: others });
}
