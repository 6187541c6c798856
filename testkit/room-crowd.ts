import { type RoomServerMessage, roomServerMessageSchema } from '../shared/contracts/rooms.ts';
import { waitFor } from './wait-for.ts';

export type RoomCrowd = {
  /** What each member has heard so far, in its order: the words of comments that were posted. */
  readonly heard: readonly (readonly string[])[];
  /** WebSocket messages that one member was sent, on average, presence left out. */
  messagesEach(): number;
  /** Resolves once every member has heard `count` comments. */
  allHeard(count: number): Promise<void>;
  /** How many members the room last spoke of. */
  presence(): number;
  leave(): void;
};

const OPENED_AT_ONCE = 100;

/**
 * Many members of one video's room, each on a socket of its own. `onHeard` is told each member's hearing of each comment,
 * with its words.
 */
export async function joinAsCrowd(options: {
  edgeUrl: string;
  videoId: string;
  members: number;
  onHeard?: (words: string) => void;
}): Promise<RoomCrowd> {
  const { edgeUrl, videoId, members, onHeard } = options;
  const sockets: WebSocket[] = [];
  const heard: string[][] = Array.from({ length: members }, () => []);
  let messages = 0;
  let presence = 0;
  let awaited: { count: number; resolve: () => void } | null = null;
  let missing = 0;

  function hear(own: string[], data: string): void {
    const message = JSON.parse(data) as RoomServerMessage; // held against the contract in the tests of rooms
    if (message.type === 'presence') presence = message.count;
    if (message.type !== 'events') return;
    messages += 1;
    for (const { type, data } of message.events) {
      if (type !== 'comment.created') continue;
      const { content } = (data as { comment: { content: string } }).comment; // as origin writes it
      own.push(content);
      onHeard?.(content);
      if (awaited && own.length === awaited.count) {
        missing -= 1;
        if (missing === 0) awaited.resolve();
      }
    }
  }

  async function open(own: string[]): Promise<void> {
    const socket = new WebSocket(`${edgeUrl.replace('http', 'ws')}/api/v1/videos/${videoId}/room`);
    const joined = Promise.withResolvers<void>();
    socket.onerror = () => joined.reject(new Error('the room did not open'));
    socket.onmessage = ({ data }) => {
      roomServerMessageSchema.parse(JSON.parse(String(data)));
      socket.onmessage = (event) => hear(own, String(event.data));
      joined.resolve();
    };
    await joined.promise;
    sockets.push(socket);
  }

  /** As clients do on a machine that has much else to do. */
  const openAtLast = (own: string[]) =>
    waitFor(() => open(own).then(() => true), { timeoutMs: 30_000, intervalMs: 250, what: 'a socket in the room' });

  const leave = () => {
    for (const socket of sockets) socket.close();
  };
  try {
    // A few at a time: a full room, not a stampede.
    for (let at = 0; at < members; at += OPENED_AT_ONCE)
      await Promise.all(heard.slice(at, at + OPENED_AT_ONCE).map(openAtLast));
  } catch (error) {
    leave();
    throw error;
  }
  return {
    heard,
    messagesEach: () => messages / members,
    presence: () => presence,
    async allHeard(count) {
      missing = heard.filter((own) => own.length < count).length;
      if (missing === 0) return;
      await new Promise<void>((resolve) => {
        awaited = { count, resolve };
      });
      awaited = null;
    },
    leave,
  };
}
