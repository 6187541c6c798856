import type { Channel, UpdateChannel } from '../../shared/contracts/channels.ts';
import type { Actor } from '../policy/who.ts';
import { requireFreeForAll } from './create-channel.ts';
import type { ChannelDeps } from './deps.ts';
import { findChannelFor } from './find-channel.ts';
import { getChannel } from './get-channel.ts';

/** Throws `not_found`, `forbidden`, `handle_taken`, and `rate_limited` when the handle changed too often. */
export async function updateChannel(
  deps: ChannelDeps,
  viewer: Actor,
  reference: string,
  input: UpdateChannel,
): Promise<Channel> {
  const { handle, ...rest } = input;
  const channel = await findChannelFor(deps, viewer, reference, 'channels.edit_profile');
  // Only what was sent: drizzle leaves columns that are not there alone.
  const changes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const now = deps.clock();
  if (handle === undefined || handle === channel.handle) await deps.store.update(channel.id, changes, now);
  else {
    await findChannelFor(deps, viewer, channel.id, 'channels.change_handle');
    requireFreeForAll(handle);
    await deps.store.rename(channel.id, handle, changes, { now, keptMs: deps.limits.oldHandleMs });
  }
  return getChannel(deps, channel.id);
}
