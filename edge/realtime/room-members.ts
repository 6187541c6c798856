import type { RoomEvent, RoomServerMessage } from '../../shared/contracts/rooms.ts';
import {
  closeCodes,
  EVENTS_PER_MESSAGE,
  MAX_BUFFERED_BYTES,
  MAX_MESSAGE_LENGTH,
  MESSAGE_WINDOW_MS,
  MESSAGES_PER_WINDOW,
} from './limits.ts';

export type RoomMembers = {
  readonly count: number;
  /**
   * The answer to an upgrade request; `greeting` is the first thing the new member hears, `viewer` its name in the change
   * feed when it is signed in.
   */
  accept(greeting: readonly string[], viewer: string | null): Response;
  /** True while somebody here is signed in. */
  hasViewers(): boolean;
  /** All sockets of one viewer. */
  sendViewerAway(viewer: string, code: number, reason: string): void;
  /** Sends `texts` to everybody. */
  tell(texts: readonly string[]): void;
  /** What a member sent: only its size and pace matter. */
  heard(socket: WebSocket, message: string | ArrayBuffer, nowMs: number): void;
  sendAllAway(code: number, reason: string): void;
};

/**
 * The sockets of one Durable Object. They hibernate: an idle room costs nothing and survives the object's eviction.
 * `onDrop`: a member was sent away and may never answer, so no close event tells.
 */
export function createRoomMembers(state: DurableObjectState, onDrop: () => void): RoomMembers {
  const paces = new WeakMap<WebSocket, { sinceMs: number; messages: number }>();
  const open = () => state.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);

  function send(socket: WebSocket, texts: readonly string[]): void {
    // What the socket has not taken is held in memory here; a reader who falls behind comes back and catches up.
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      socket.close(closeCodes.tooSlow, 'reading too slowly');
      onDrop();
      return;
    }
    try {
      for (const text of texts) socket.send(text);
    } catch {
      // Closed since it was listed; its close event follows.
    }
  }

  return {
    get count() {
      return open().length;
    },
    accept(greeting, viewer) {
      const { 0: client, 1: server } = new WebSocketPair();
      state.acceptWebSocket(server, viewer === null ? [] : [viewer]);
      state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong')); // answered without waking
      send(server, greeting);
      return new Response(null, { status: 101, webSocket: client });
    },
    hasViewers: () => open().some((socket) => state.getTags(socket).length > 0),
    sendViewerAway(viewer, code, reason) {
      for (const socket of open()) {
        if (!state.getTags(socket).includes(viewer)) continue;
        socket.close(code, reason);
        onDrop();
      }
    },
    tell(texts) {
      for (const socket of open()) send(socket, texts);
    },
    heard(socket, message, nowMs) {
      const length = typeof message === 'string' ? message.length : message.byteLength;
      if (length > MAX_MESSAGE_LENGTH) return socket.close(closeCodes.tooBig, 'message too big');
      const known = paces.get(socket);
      const pace = known && nowMs - known.sinceMs < MESSAGE_WINDOW_MS ? known : { sinceMs: nowMs, messages: 0 };
      pace.messages += 1;
      paces.set(socket, pace);
      if (pace.messages > MESSAGES_PER_WINDOW) socket.close(closeCodes.flood, 'too many messages');
    },
    sendAllAway(code, reason) {
      for (const socket of open()) socket.close(code, reason);
    },
  };
}

export function encode(message: RoomServerMessage): string {
  return JSON.stringify(message);
}

/** `events` as messages of bounded length; none for no events. */
export function encodeEvents(events: readonly RoomEvent[]): string[] {
  const messages: string[] = [];
  for (let at = 0; at < events.length; at += EVENTS_PER_MESSAGE)
    messages.push(encode({ type: 'events', events: events.slice(at, at + EVENTS_PER_MESSAGE) }));
  return messages;
}
