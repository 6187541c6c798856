import type { FC } from 'hono/jsx';
import { mutableKinds } from '../../../../shared/contracts/notification-words.ts';
import type { NotificationSettings } from '../../../../shared/contracts/notifications.ts';
import { Icon } from '../../icons.tsx';
import { useSay } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';

export const NOTIFICATIONS_PATH = '/studio/notifications';

export type NotificationsPageProps = { settings: NotificationSettings; problem: string | null; saved: boolean };

/** What somebody wants to hear of. */
export const NotificationsPage: FC<NotificationsPageProps> = ({ settings, problem, saved }) => {
  const say = useSay();
  const { muted_kinds, muted_channels } = settings;
  return (
    <StudioFrame
      title={say('studio.notifications')}
      place="notifications"
      problem={problem}
      notice={saved ? say('creator.saved') : null}
    >
      <p class="quiet">{say('creator.notify_text')}</p>
      <form class="studio-part" method="post" action={NOTIFICATIONS_PATH}>
        {mutableKinds.map((kind) => (
          <label class="check">
            <input type="checkbox" name={`hear.${kind}`} value="1" checked={!muted_kinds.includes(kind)} />{' '}
            {say(`creator.notify_${kind}`)}
          </label>
        ))}
        <p class="studio-buttons">
          <button type="submit" class="button">
            {say('common.save')}
          </button>
        </p>
      </form>
      {muted_channels.length === 0 ? null : (
        <section class="studio-part" aria-labelledby="muted-title">
          <h2 id="muted-title">{say('creator.muted')}</h2>
          <ul class="studio-list">
            {muted_channels.map(({ channel_id, handle, name }) => (
              <li>
                <a href={`/@${handle}`}>
                  <bdi>{name}</bdi>
                </a>
                <form method="post" action={`${NOTIFICATIONS_PATH}/unmute`}>
                  <input type="hidden" name="channel_id" value={channel_id} />
                  <button type="submit" class="icon-button" aria-label={say('creator.unmute', { name })}>
                    <Icon name="close" />
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
    </StudioFrame>
  );
};
