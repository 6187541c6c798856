import type { Channel } from '../../shared/contracts/channels.ts';
import type { ChannelDeps } from './deps.ts';
import { findChannel } from './find-channel.ts';
import { presentChannel } from './present-channel.ts';

/** What everyone may know of a channel, by id or handle. Throws `not_found`. */
export async function getChannel(deps: ChannelDeps, reference: string): Promise<Channel> {
  const channel = await findChannel(deps, reference);
  const counts = await deps.store.countVideos([channel.id], deps.clock());
  return presentChannel(channel, counts.get(channel.id) ?? 0);
}

/** The handle that has taken the place of one a channel gave up; `undefined` when there is none. */
export async function renamedTo(deps: ChannelDeps, handle: string): Promise<string | undefined> {
  return deps.store.findRenamed(handle, deps.clock());
}
