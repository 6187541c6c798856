/** What people are told of. */
export const notificationKinds = [
  'new_video',
  'reply',
  'mention',
  'heart',
  'comment_decision',
  'report_decision',
  'takedown',
  'upload_ready',
  'upload_failed',
  'channel_offer',
] as const;

/** Those that somebody may do without. What is done about their own videos and channels they are always told. */
export const mutableKinds = [
  'new_video',
  'reply',
  'mention',
  'heart',
  'comment_decision',
  'report_decision',
  'upload_ready',
] as const satisfies readonly NotificationKind[];

/** Those that somebody has by mail, too, who has not chosen: what moderators decided. */
export const mailedByDefault = [
  'comment_decision',
  'report_decision',
  'takedown',
] as const satisfies readonly NotificationKind[];

/** Unread ones are counted up to this. */
export const MAX_UNREAD_COUNT = 100;

/** What was decided: about a comment, or about what somebody reported. */
export const notificationOutcomes = ['held', 'approved', 'rejected', 'resolved', 'dismissed'] as const;

export type NotificationKind = (typeof notificationKinds)[number];
export type MutableKind = (typeof mutableKinds)[number];
export type NotificationOutcome = (typeof notificationOutcomes)[number];
