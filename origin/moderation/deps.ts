import type { AuditingDeps } from '../audit/note-as.ts';
import type { ChannelDeps } from '../channels/deps.ts';
import type { CommentDeps } from '../comments/deps.ts';
import type { ChannelRuleStore } from './channel/store.ts';
import type { QueueStore } from './queue/store.ts';

export type ModerationDeps = AuditingDeps & {
  comments: CommentDeps;
  channels: Pick<ChannelDeps, 'store'>;
  channelRules: ChannelRuleStore;
  queue: QueueStore;
};
