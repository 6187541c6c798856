import type { OwnChannel } from '../../shared/contracts/channels.ts';
import type { ChannelDeps } from './deps.ts';
import { presentChannel } from './present-channel.ts';

/** The channels a user owns or works on. */
export async function listOwnChannels(deps: ChannelDeps, userId: string): Promise<OwnChannel[]> {
  const rows = await deps.store.listOf(userId);
  const counts = await deps.store.countVideos(
    rows.map(({ channel }) => channel.id),
    deps.clock(),
  );
  return rows.map(({ channel, role }) => ({ ...presentChannel(channel, counts.get(channel.id) ?? 0), role }));
}
