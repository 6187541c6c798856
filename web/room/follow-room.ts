import type { RoomEvent, RoomPoll, RoomServerMessage } from '../../shared/contracts/rooms.ts';
import { callApi, pause } from '../api.ts';

export type RoomListener = {
  /** Each event once and in order, however often the line drops. */
  onEvent(event: RoomEvent): void;
  /** What happened before is to be read over HTTP: on the first entry, and when too much was missed. */
  onReset(): void;
  /** How many are in the room; null while that is not known. */
  onPresence(count: number | null): void;
};

const OPEN_TIMEOUT_MS = 6_000;
const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 30_000;
const POLL_MS = 3_000;
/** After so many polls a socket is tried again: whatever was in its way may be gone. */
const POLLS_PER_TRY = 20;

/** Stays in a video's room for as long as the page lives; by asking now and then where no socket gets through. */
export async function followRoom(videoId: string, listener: RoomListener): Promise<never> {
  let lastEventId: number | null = null;
  let delayMs = MIN_DELAY_MS;
  const hear = (message: RoomServerMessage) => {
    delayMs = MIN_DELAY_MS;
    if (message.type === 'presence') return listener.onPresence(message.count);
    if (message.type === 'events') {
      for (const event of message.events) {
        if (lastEventId !== null && event.id <= lastEventId) continue;
        lastEventId = event.id;
        listener.onEvent(event);
      }
      return;
    }
    lastEventId = message.last_event_id;
    listener.onReset();
  };
  for (;;) {
    const query = () => (lastEventId === null ? '' : `?last_event_id=${lastEventId}`);
    const wasIn = await stayInRoom(`/api/v1/videos/${videoId}/room${query()}`, hear);
    listener.onPresence(null);
    for (let polls = 0; !wasIn && polls < POLLS_PER_TRY; polls += 1) {
      const poll = await callApi<RoomPoll>('GET', `/videos/${videoId}/room/events${query()}`).catch(() => null);
      if (!poll) break;
      for (const message of poll.messages) hear(message);
      await pause(POLL_MS);
    }
    await pauseOrOnline(delayMs * (0.5 + Math.random())); // spread, so that a restart is not followed by a stampede
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

/** As `pause`; over as well when the browser has a network again. */
async function pauseOrOnline(delayMs: number): Promise<void> {
  const back = new AbortController();
  const end = () => back.abort();
  addEventListener('online', end);
  await pause(delayMs, back.signal);
  removeEventListener('online', end);
}

/** Resolves when the connection ends: true when it had been open. */
function stayInRoom(path: string, hear: (message: RoomServerMessage) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    let wasOpen = false;
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS);
    socket.onopen = () => {
      wasOpen = true;
      clearTimeout(timer);
    };
    socket.onmessage = ({ data }) => hear(JSON.parse(String(data)) as RoomServerMessage); // of the same release as this page
    socket.onclose = () => {
      clearTimeout(timer);
      resolve(wasOpen);
    };
  });
}
