import type { NotificationNews, UnreadCount } from '../../shared/contracts/notifications.ts';
import { pause } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { readEvents } from '../processing/read-events.ts';

const MIN_DELAY_MS = 2_000;
const MAX_DELAY_MS = 60_000;

/**
 * Says how many are unread, at first and at each change, for as long as the page lives. Of a browser's pages one that is
 * seen holds the stream, since connections to a host are few, and tells the others of this person; where no stream comes
 * through it asks now and then.
 */
export async function followNotifications(userId: string, onNews: (news: UnreadCount) => void): Promise<never> {
  const name = `kinora-bell ${userId}`;
  const otherPages = new BroadcastChannel(name);
  let last: UnreadCount | null = null;
  const learn = (news: UnreadCount) => {
    last = news;
    onNews(news);
  };
  otherPages.onmessage = ({ data }: MessageEvent<UnreadCount>) => learn(data);
  const follower: Follower = {
    lastEventId: () => last?.last_event_id ?? null,
    tellAll(news) {
      learn(news);
      otherPages.postMessage(news);
    },
    async ask() {
      const before = last;
      const news = await callAsViewer<UnreadCount>('GET', '/me/notifications/unread-count').catch(() => null);
      // What was heard meanwhile is newer than this answer.
      if (news && last === before) learn(news);
    },
  };

  for (;;) {
    const hidden = await untilSeen();
    await follower.ask(); // while all pages were hidden nobody has listened
    const listen = () => followStream(follower, hidden);
    // Rejects when the page is hidden before its turn has come. Without HTTPS there are no locks: each page listens itself.
    await (navigator.locks?.request(name, { signal: hidden }, listen) ?? listen()).catch(() => {});
  }
}

type Follower = {
  /** The newest event that this page has heard of. */
  lastEventId(): number | null;
  tellAll(news: UnreadCount): void;
  ask(): Promise<void>;
};

/** Until `hidden` aborts. */
async function followStream({ lastEventId, tellAll, ask }: Follower, hidden: AbortSignal): Promise<void> {
  for (let delayMs = MIN_DELAY_MS; !hidden.aborted; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
    try {
      for await (const data of readEvents(await openStream(lastEventId(), hidden))) {
        delayMs = MIN_DELAY_MS;
        const { unread_count, last_event_id } = JSON.parse(data) as NotificationNews; // of the same release as this page
        tellAll({ unread_count, last_event_id });
      }
    } catch {
      // Opened again below.
    }
    await pause(delayMs * (0.5 + Math.random()), hidden);
    if (!hidden.aborted) await ask();
  }
}

async function openStream(lastEventId: number | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const query = lastEventId === null ? '' : `?last_event_id=${lastEventId}`;
  const { ok, body } = await fetch(`/api/v1/me/notifications/stream${query}`, { signal });
  if (!ok || !body) throw new Error('no stream');
  return body;
}

/** Resolves once the page is seen, with a signal of its being hidden again. */
async function untilSeen(): Promise<AbortSignal> {
  while (document.visibilityState !== 'visible') await nextVisibilityChange();
  const hidden = new AbortController();
  void nextVisibilityChange().then(() => hidden.abort());
  return hidden.signal;
}

function nextVisibilityChange(): Promise<void> {
  return new Promise((resolve) => document.addEventListener('visibilitychange', () => resolve(), { once: true }));
}
