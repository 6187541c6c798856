import type { NotificationSettings } from '../../../shared/contracts/notifications.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ChannelDeps } from '../../channels/deps.ts';
import { findChannel } from '../../channels/find-channel.ts';
import { MAX_MUTED_CHANNELS, type NotificationSettingStore } from './store.ts';

export type SettingDeps = {
  settings: NotificationSettingStore;
  channels: Pick<ChannelDeps, 'store'>;
  clock: () => Date;
};

export async function readSettings({ settings }: SettingDeps, userId: string): Promise<NotificationSettings> {
  const [kinds, muted] = await Promise.all([settings.mutedKinds(userId), settings.mutedChannels(userId)]);
  const muted_channels = muted.map(({ id, handle, name }) => ({ channel_id: id, handle, name }));
  return { muted_kinds: kinds, muted_channels };
}

/** Nothing that happens below the channel's videos is told from here on. Throws `not_found`, `quota_exceeded`. */
export async function muteChannel(deps: SettingDeps, userId: string, reference: string): Promise<void> {
  const { id } = await findChannel(deps.channels, reference);
  if (await deps.settings.mute(userId, id, deps.clock())) return;
  throw new AppError('quota_exceeded', `you can mute ${MAX_MUTED_CHANNELS} channels; hear of another one again first`);
}

/** Throws `not_found`. */
export async function unmuteChannel(deps: SettingDeps, userId: string, reference: string): Promise<void> {
  const { id } = await findChannel(deps.channels, reference);
  await deps.settings.unmute(userId, id);
}
