import { type RoomMessage, type RoomServerMessage, roomServerMessageSchema } from '../../../shared/contracts/rooms.ts';
import { newId } from '../../../shared/ids.ts';
import { createInternalSigner, signatureHeader } from '../../../shared/internal-signature.ts';
import { waitFor } from '../../../testkit/wait-for.ts';

export type RoomClient = {
  socket: WebSocket;
  messages: RoomServerMessage[];
  /** Ids of all events heard, in the order they came. */
  ids(): number[];
  /** `data` of all events heard. */
  data(): unknown[];
  /** The newest count heard. */
  count(): number | undefined;
  /** The code of the room's close frame, once there was one. */
  closed(): Promise<number>;
  leave(): void;
};

/** Joins a room as a browser does, and resolves once it is in. Every message is held against the contract. */
export async function joinRoom(
  edgeUrl: string,
  videoId: string,
  lastEventId?: number,
  accessToken?: string,
): Promise<RoomClient> {
  const query = lastEventId === undefined ? '' : `?last_event_id=${lastEventId}`;
  const url = `${edgeUrl.replace('http', 'ws')}/api/v1/videos/${videoId}/room${query}`;
  const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const socket = new WebSocket(url, { headers });
  const messages: RoomServerMessage[] = [];
  socket.onmessage = ({ data }) => messages.push(roomServerMessageSchema.parse(JSON.parse(String(data))));
  const closeCode = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error('the room did not open'));
  });
  const events = () => messages.flatMap((message) => (message.type === 'events' ? message.events : []));
  return {
    socket,
    messages,
    ids: () => events().map(({ id }) => id),
    data: () => events().map(({ data }) => data),
    count: () => messages.findLast((message) => message.type === 'presence')?.count,
    async closed() {
      await waitFor(() => socket.readyState >= WebSocket.CLOSING, { what: 'the room to close a socket' });
      // Plain workerd leaves the connection to its client after the close frame; browsers hang up two seconds later.
      socket.terminate();
      return closeCode;
    },
    leave: () => socket.close(),
  };
}

export type PublishOptions = { internalKey: string; nowMs?: number; signedPath?: string };

/** Publishes as origin does. */
export async function publish(
  edgeUrl: string,
  videoId: string,
  messages: RoomMessage[],
  options: PublishOptions,
): Promise<Response> {
  const path = `/internal/rooms/${videoId}/publish`;
  const body = JSON.stringify({ messages });
  const signer = await createInternalSigner(options.internalKey, 'rooms');
  const signature = await signer.sign(options.signedPath ?? path, body, options.nowMs ?? Date.now());
  return fetch(edgeUrl + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', [signatureHeader]: signature },
  });
}

/** A message whose data is `data`. */
export function message(data: unknown, type = 'comment.created'): RoomMessage {
  return { message_id: newId(), type, data };
}

/** Resolves once `client` has heard `count` events. */
export function heard(client: RoomClient, count: number): Promise<unknown> {
  return waitFor(() => client.ids().length >= count, { what: `${count} events in a room` });
}
