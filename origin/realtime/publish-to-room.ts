import type { RoomMessage, RoomPublish } from '../../shared/contracts/rooms.ts';
import { createInternalSigner, signatureHeader } from '../../shared/internal-signature.ts';

/** Resolves once the room has stored the messages; rejects when nobody knows. Telling it again is harmless. */
export type PublishToRoom = (videoId: string, messages: RoomMessage[]) => Promise<void>;

const TIMEOUT_MS = 5_000;

/** Publishes through the edge's signed route at `edgeUrl`. */
export function createPublishToRoom(options: {
  edgeUrl: string;
  internalKey: string;
  clock: () => Date;
}): PublishToRoom {
  const signer = createInternalSigner(options.internalKey, 'rooms');
  return async (videoId, messages) => {
    const path = `/internal/rooms/${videoId}/publish`;
    const body = JSON.stringify({ messages } satisfies RoomPublish);
    const signature = await (await signer).sign(path, body, options.clock().getTime());
    const response = await fetch(options.edgeUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [signatureHeader]: signature },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the edge answered ${response.status} to a room message`);
  };
}
