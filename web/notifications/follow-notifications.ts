import type { NotificationNews, UnreadCount } from '../../shared/contracts/notifications.ts';
import { pause } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { readEvents } from '../processing/read-events.ts';

const MIN_DELAY_MS = 2_000;
const MAX_DELAY_MS = 60_000;

/**
 * Says how many are unread, at first and at each change, for as long as the page lives; by asking now and then where no
 * stream comes through. Only while the page is seen: a browser keeps few connections to a host, and tabs share them.
 */
export async function followNotifications(onNews: (news: UnreadCount) => void): Promise<never> {
  let delayMs = MIN_DELAY_MS;
  for (;;) {
    await untilSeen();
    try {
      const now = await callAsViewer<UnreadCount>('GET', '/me/notifications/unread-count');
      onNews(now);
      for await (const data of readEvents(await openStream(now.last_event_id))) {
        delayMs = MIN_DELAY_MS;
        onNews(JSON.parse(data) as NotificationNews); // of the same release as this page
      }
    } catch {
      // Asked for again below.
    }
    await pause(delayMs * (0.5 + Math.random()));
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

async function openStream(lastEventId: number): Promise<ReadableStream<Uint8Array>> {
  const leaving = new AbortController();
  document.addEventListener('visibilitychange', () => leaving.abort(), { once: true });
  const path = `/api/v1/me/notifications/stream?last_event_id=${lastEventId}`;
  const { ok, body } = await fetch(path, { signal: leaving.signal });
  if (!ok || !body) throw new Error('no stream');
  return body;
}

function untilSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', () => resolve(), { once: true }));
}
