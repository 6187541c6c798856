import type { FC } from 'hono/jsx';
import {
  type MutableKind,
  mutableKinds,
  type NotificationKind,
  notificationKinds,
} from '../../../../shared/contracts/notification-words.ts';
import type { NotificationSettings } from '../../../../shared/contracts/notifications.ts';
import { locales } from '../../../../shared/messages/locales.ts';
import { Icon } from '../../icons.tsx';
import { useSay, useSayParts, useVisit } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';

export const NOTIFICATIONS_PATH = '/studio/notifications';

export type NotificationsPageProps = {
  settings: NotificationSettings;
  /** Mails go to no other address. */
  hasConfirmedAddress: boolean;
  problem: string | null;
  saved: boolean;
};

const isMutable = (kind: NotificationKind): kind is MutableKind => mutableKinds.some((each) => each === kind);

/** What somebody wants to hear of, and where. */
export const NotificationsPage: FC<NotificationsPageProps> = ({ settings, hasConfirmedAddress, problem, saved }) => {
  const say = useSay();
  return (
    <StudioFrame
      title={say('studio.notifications')}
      place="notifications"
      problem={problem}
      notice={saved ? say('creator.saved') : null}
    >
      <p class="quiet">{say('creator.notify_text')}</p>
      <form class="studio-part" method="post" action={NOTIFICATIONS_PATH}>
        <KindTable settings={settings} />
        <Mails language={settings.mail_language} hasConfirmedAddress={hasConfirmedAddress} />
        <p class="studio-buttons">
          <button type="submit" class="button">
            {say('common.save')}
          </button>
        </p>
      </form>
      <MutedChannels channels={settings.muted_channels} />
    </StudioFrame>
  );
};

const KindTable: FC<{ settings: NotificationSettings }> = ({ settings }) => {
  const say = useSay();
  const { muted_kinds, mailed_kinds } = settings;
  return (
    <table class="studio-choices">
      <thead>
        <tr>
          <th scope="col">{say('creator.notify_kind')}</th>
          <th scope="col" id="in-app">
            {say('creator.notify_in_app')}
          </th>
          <th scope="col" id="by-mail">
            {say('creator.notify_by_mail')}
          </th>
        </tr>
      </thead>
      <tbody>
        {notificationKinds.map((kind) => (
          <tr>
            <th scope="row" id={`kind-${kind}`}>
              {say(`creator.notify_${kind}`)}
            </th>
            <td>
              {isMutable(kind) ? (
                <Box name={`hear.${kind}`} labelledBy={`kind-${kind} in-app`} checked={!muted_kinds.includes(kind)} />
              ) : (
                <span class="quiet">{say('creator.notify_always')}</span>
              )}
            </td>
            <td>
              <Box name={`mail.${kind}`} labelledBy={`kind-${kind} by-mail`} checked={mailed_kinds.includes(kind)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The label is there for the finger: all of the cell chooses. */
const Box: FC<{ name: string; labelledBy: string; checked: boolean }> = ({ name, labelledBy, checked }) => (
  <label>
    <input type="checkbox" name={name} value="1" aria-labelledby={labelledBy} checked={checked} />
  </label>
);

const Mails: FC<{ language: NotificationSettings['mail_language']; hasConfirmedAddress: boolean }> = (props) => {
  const say = useSay();
  const sayParts = useSayParts();
  const { locale } = useVisit();
  return (
    <>
      <h2>{say('creator.notify_mails')}</h2>
      <p class="quiet">{say('creator.notify_mail_text')}</p>
      {props.hasConfirmedAddress ? null : (
        <p>
          {sayParts('creator.notify_unconfirmed', {
            link: (
              <a class="in-text" href="/account">
                {say('creator.notify_confirm')}
              </a>
            ),
          })}
        </p>
      )}
      <label class="studio-field">
        <span>{say('creator.notify_language')}</span>
        <select name="mail_language">
          {Object.entries(locales).map(([tag, { name, dir }]) => (
            <option value={tag} lang={tag} dir={dir} selected={tag === (props.language ?? locale)}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
};

const MutedChannels: FC<{ channels: NotificationSettings['muted_channels'] }> = ({ channels }) => {
  const say = useSay();
  if (channels.length === 0) return null;
  return (
    <section class="studio-part" aria-labelledby="muted-title">
      <h2 id="muted-title">{say('creator.muted')}</h2>
      <ul class="studio-list">
        {channels.map(({ channel_id, handle, name }) => (
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
  );
};
