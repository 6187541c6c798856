import { MAX_UNREAD_COUNT } from '../../shared/contracts/notification-words.ts';
import type { Notification, NotificationList } from '../../shared/contracts/notifications.ts';
import { describeNotification } from '../../shared/notifications/describe-notification.ts';
import { callAsViewer, readViewer } from '../comments/viewer.ts';
import { formats, say } from '../messages.ts';
import { followNotifications } from './follow-notifications.ts';

const bell = document.getElementById('bell');
if (bell) void startBell(bell);

async function startBell(bell: HTMLElement): Promise<void> {
  const [button, count, panel, list, none, status] = [
    ...['.bell-button', '.bell-count', '.bell-panel', '.bell-list', '.bell-none', '.bell-status'],
  ].map((selector) => bell.querySelector<HTMLElement>(selector));
  if (!button || !count || !panel || !list || !none || !status) return;
  // The sign-in page renews the session by itself and leaves: a second renewal would be cut off with it, its token lost.
  if (document.querySelector('form[data-refresh]')) return;
  const viewer = await readViewer(bell.dataset.signedIn !== undefined);
  for (const each of document.querySelectorAll<HTMLElement>('[data-for-signed-in]')) each.hidden = viewer === null;
  for (const each of document.querySelectorAll<HTMLElement>('[data-for-signed-out]')) each.hidden = viewer !== null;
  bell.hidden = viewer === null;
  if (viewer === null) return;

  let shows = 0;
  async function show(): Promise<void> {
    if (!list || !none) return;
    shows += 1;
    const mine = shows;
    const { notifications, last_event_id } = await callAsViewer<NotificationList>('GET', '/me/notifications');
    if (mine !== shows) return; // what was asked for after it is newer
    list.replaceChildren(...notifications.map(itemOf));
    none.hidden = notifications.length > 0;
    if (notifications.some(({ read }) => !read)) await callAsViewer('PUT', '/me/notifications/read', { last_event_id });
  }
  const toggle = (isOpen: boolean) => {
    panel.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) return;
    panel.focus();
    void show().catch(() => {
      status.textContent = say('notifications.unreadable');
    });
  };
  button.addEventListener('click', () => toggle(panel.hidden !== false));
  bell.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || panel.hidden) return;
    toggle(false);
    button.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (!panel.hidden && target instanceof Node && !bell.contains(target)) toggle(false);
  });

  let knownEventId: number | null = null;
  await followNotifications(viewer.userId, ({ unread_count: unread, last_event_id }) => {
    const shown = unread < MAX_UNREAD_COUNT ? String(unread) : `${MAX_UNREAD_COUNT - 1}+`;
    count.hidden = unread === 0;
    count.textContent = shown;
    button.setAttribute(
      'aria-label',
      unread === 0 ? say('notifications.title') : say('notifications.title_unread', { shown }),
    );
    // Not by the count: of what was told together, one may have been read and another have come.
    const isNews = knownEventId !== null && last_event_id > knownEventId && unread > 0;
    if (isNews) status.textContent = say('notifications.news', { count: unread, shown });
    // What a page that nobody sees shows has not been read.
    const isSeen = !panel.hidden && document.visibilityState === 'visible';
    if (isNews && isSeen) void show().catch(() => {});
    knownEventId = last_event_id;
  });
}

/** Text alone is set: nothing that people wrote becomes markup. */
function itemOf(notification: Notification): HTMLElement {
  const { text, href } = describeNotification(notification, say);
  const item = document.createElement('li');
  item.classList.toggle('unread', !notification.read);
  const line = document.createElement(href === null ? 'span' : 'a');
  if (href !== null) line.setAttribute('href', href);
  line.textContent = text;
  const when = document.createElement('time');
  when.dateTime = notification.updated_at;
  when.textContent = formats.age(Date.parse(notification.updated_at), Date.now());
  item.append(line);
  if (notification.comment) {
    const excerpt = document.createElement('q');
    excerpt.textContent = notification.comment.excerpt;
    item.append(excerpt);
  }
  item.append(when);
  return item;
}
