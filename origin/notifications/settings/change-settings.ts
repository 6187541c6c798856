import type { ChangeNotificationSettings, NotificationSettings } from '../../../shared/contracts/notifications.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ChannelDeps } from '../../channels/deps.ts';
import { findChannel } from '../../channels/find-channel.ts';
import type { UnsubscribeLinks } from '../mails/unsubscribe-links.ts';
import { MAX_MUTED_CHANNELS, type NotificationSettingStore } from './store.ts';

export type SettingDeps = {
  settings: NotificationSettingStore;
  channels: Pick<ChannelDeps, 'store'>;
  clock: () => Date;
};

export async function readSettings({ settings }: SettingDeps, userId: string): Promise<NotificationSettings> {
  const [choice, muted] = await Promise.all([settings.choiceOf(userId), settings.mutedChannels(userId)]);
  const muted_channels = muted.map(({ id, handle, name }) => ({ channel_id: id, handle, name }));
  const { mutedKinds, mailedKinds, mailLanguage } = choice;
  return { muted_kinds: mutedKinds, mailed_kinds: mailedKinds, mail_language: mailLanguage, muted_channels };
}

export async function changeSettings(
  { settings }: SettingDeps,
  userId: string,
  { muted_kinds, mailed_kinds, mail_language }: ChangeNotificationSettings,
): Promise<void> {
  await settings.choose(userId, {
    mutedKinds: muted_kinds,
    ...(mailed_kinds === undefined ? {} : { mailedKinds: mailed_kinds }),
    ...(mail_language === undefined ? {} : { mailLanguage: mail_language }),
  });
}

/** Turns every mail about notifications off, for whom the link in one was made. Throws `link_invalid`. */
export async function stopMails(
  { settings, links }: SettingDeps & { links: Pick<UnsubscribeLinks, 'read'> },
  token: string,
): Promise<void> {
  const userId = await links.read(token);
  if (userId === null) throw new AppError('link_invalid', 'this link is not whole; copy all of it from the mail');
  await settings.choose(userId, { mailedKinds: [] });
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
