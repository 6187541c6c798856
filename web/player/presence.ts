import { pause } from '../api.ts';

const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 30_000;

/** Joins the video's room and shows how many are watching; comes back by itself when the line drops. */
export async function showPresence(videoId: string, chip: HTMLElement): Promise<never> {
  let delayMs = MIN_DELAY_MS;
  for (;;) {
    await stayInRoom(videoId, (count) => {
      delayMs = MIN_DELAY_MS;
      chip.hidden = false;
      chip.textContent = `${count} watching`;
    });
    chip.hidden = true;
    await pause(delayMs * (0.5 + Math.random())); // spread, so that a restart is not followed by a stampede
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

/** Resolves when the connection ends. */
function stayInRoom(videoId: string, onCount: (count: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const url = new URL(`/api/v1/videos/${videoId}/room`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const message: unknown = JSON.parse(String(data));
      if (isPresence(message)) onCount(message.count);
    };
    socket.onclose = () => resolve();
  });
}

function isPresence(message: unknown): message is { type: 'presence'; count: number } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'presence' &&
    'count' in message &&
    typeof message.count === 'number'
  );
}
