import { DurableObject } from 'cloudflare:workers';

const PRESENCE_BATCH_MS = 150;
const MAX_MESSAGE_LENGTH = 1_024;

/**
 * Everyone who is watching one video. Sockets hibernate: an idle room costs nothing and survives the
 * object's eviction. Members hear `{"type":"presence","count":N}` when the count changes.
 */
export class VideoRoom extends DurableObject {
  #announcing = false;

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
      return new Response('expected a WebSocket', { status: 426, headers: { upgrade: 'websocket' } });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong')); // answered without waking
    this.#announce();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const length = typeof message === 'string' ? message.length : message.byteLength;
    if (length > MAX_MESSAGE_LENGTH) socket.close(1009, 'message too big');
  }

  override webSocketClose(): void {
    this.#announce();
  }

  override webSocketError(): void {
    this.#announce();
  }

  /** Batched: a thousand arrivals in a moment are one message to each member, not a thousand. */
  #announce(): void {
    if (this.#announcing) return;
    this.#announcing = true;
    setTimeout(() => {
      this.#announcing = false;
      const members = this.ctx.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);
      const message = JSON.stringify({ type: 'presence', count: members.length });
      for (const member of members) {
        try {
          member.send(message);
        } catch {
          // Closed since it was listed; its close event announces again.
        }
      }
    }, PRESENCE_BATCH_MS);
  }
}
