import type { Channel, UpdateChannel } from '../../shared/contracts/channels.ts';
import { requireFreeForAll } from './create-channel.ts';
import type { Asking, ChannelDeps } from './deps.ts';
import { findChannelFor } from './find-channel.ts';
import { getChannel } from './get-channel.ts';

/** Throws `not_found`, `forbidden`, `handle_taken`, and `rate_limited` when the handle changed too often. */
export async function updateChannel(
  deps: ChannelDeps,
  viewer: Asking,
  reference: string,
  input: UpdateChannel,
): Promise<Channel> {
  const { handle, ...rest } = input;
  const channel = await findChannelFor(deps, viewer, reference, 'edit_profile');
  // Only what was sent: drizzle leaves columns that are not there alone.
  const changes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const now = deps.clock();
  if (handle === undefined || handle === channel.handle) await deps.store.update(channel.id, changes, now);
  else {
    await findChannelFor(deps, viewer, channel.id, 'change_handle');
    requireFreeForAll(handle);
    await deps.store.rename(channel.id, handle, changes, { now, keptMs: deps.limits.oldHandleMs });
  }
  return getChannel(deps, channel.id);
}
