import type { ChannelStore } from './store.ts';

export type ChannelLimits = {
  /** Channels one user may own. */
  channelsPerUser: number;
  /** How long a handle that was given up leads to the channel and is nobody else's. */
  oldHandleMs: number;
};

export type ChannelDeps = { store: ChannelStore; limits: ChannelLimits; clock: () => Date };

/** Who asks; what happens to a channel depends on nothing else of them. */
export type Asking = { userId: string } | null;
