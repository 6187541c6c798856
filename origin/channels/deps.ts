import type { AuditingDeps } from '../audit/note-as.ts';
import type { ChannelStore } from './store.ts';

export type ChannelLimits = {
  /** Channels one user may own. */
  channelsPerUser: number;
  /** How long a handle that was given up leads to the channel and is nobody else's. */
  oldHandleMs: number;
};

export type ChannelDeps = AuditingDeps & { store: ChannelStore; limits: ChannelLimits };
