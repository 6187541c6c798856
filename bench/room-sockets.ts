import { newId } from '../shared/ids.ts';
import { createInternalSigner, signatureHeader } from '../shared/internal-signature.ts';

export type RoomFigures = { sockets: number; postToAllP99Ms: number; postToAllMedianMs: number };

/**
 * Fills a room with `sockets` members and publishes `posts` events one after another, each after the one before has reached
 * everybody. Milliseconds from a publish's start to each member's hearing of it.
 */
export async function measureRoom(options: {
  edgeUrl: string;
  videoId: string;
  internalKey: string;
  sockets: number;
  posts: number;
}): Promise<RoomFigures> {
  const { edgeUrl, videoId, sockets, posts } = options;
  const signer = await createInternalSigner(options.internalKey, 'rooms');
  const path = `/internal/rooms/${videoId}/publish`;
  const latenciesMs: number[] = [];
  let startedAt = 0;
  let missing = 0;
  let onAll = () => {};
  const hear = ({ data }: MessageEvent) => {
    if (!String(data).startsWith('{"type":"events"')) return;
    latenciesMs.push(performance.now() - startedAt);
    missing -= 1;
    if (missing === 0) onAll();
  };

  const members: WebSocket[] = [];
  try {
    // A few at a time: this measures a full room, not a stampede.
    for (let at = 0; at < sockets; at += 100)
      members.push(...(await Promise.all(openSome(Math.min(100, sockets - at)))));
    for (let post = 0; post < posts; post++) {
      const body = JSON.stringify({
        messages: [{ message_id: newId(), type: 'comment.created', data: { text: 'hello' } }],
      });
      const everybody = new Promise<void>((resolve) => {
        onAll = resolve;
      });
      missing = sockets;
      startedAt = performance.now();
      const headers = {
        'content-type': 'application/json',
        [signatureHeader]: await signer.sign(path, body, Date.now()),
      };
      const answer = await fetch(edgeUrl + path, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`the room answered ${answer.status}`);
      await everybody;
    }
  } finally {
    for (const member of members) member.terminate();
  }
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? Number.NaN;
  return { sockets, postToAllP99Ms: at(0.99), postToAllMedianMs: at(0.5) };

  function openSome(count: number): Promise<WebSocket>[] {
    return Array.from({ length: count }, async () => {
      const socket = new WebSocket(`${edgeUrl.replace('http', 'ws')}/api/v1/videos/${videoId}/room`);
      socket.onmessage = hear;
      await new Promise<void>((resolve, reject) => {
        socket.onopen = () => resolve();
        socket.onerror = () => reject(new Error('the room did not open'));
      });
      return socket;
    });
  }
}
