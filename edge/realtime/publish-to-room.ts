import type { RoomMessage } from '../../shared/contracts/rooms.ts';
import { AppError } from '../../shared/errors.ts';
import { type InternalSigner, signatureHeader } from '../../shared/internal-signature.ts';
import { readJson } from '../http/read-json.ts';
import { MAX_EVENT_LENGTH } from './limits.ts';
import type { Rooms } from './rooms.ts';

export type PublishDeps = { rooms: Rooms; roomSigner: InternalSigner; now: () => number };

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_MESSAGES = 100;
const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;
const MESSAGE_ID = /^[0-9a-f-]{36}$/;
const TYPE = /^[a-z][a-z_]*(\.[a-z_]+)*$/;

/** `POST /internal/rooms/:id/publish` from origin: a `RoomPublish` under its signature. Safe to repeat. */
export async function publishToRoom(request: Request, videoId: string, deps: PublishDeps): Promise<Response> {
  const { text, json } = await readJson(request, MAX_BODY_BYTES);
  const { pathname } = new URL(request.url);
  if (!(await deps.roomSigner.verify(pathname, text, request.headers.get(signatureHeader), deps.now())))
    throw new AppError('signature_invalid', 'the signature is missing, wrong or too old');
  const messages = readMessages(json());
  if (!VIDEO_ID.test(videoId) || !messages) throw new AppError('validation_failed', 'this is no room message');
  return Response.json(await deps.rooms.room(videoId).publish(messages));
}

/** By hand: the sender is origin, and a validator would weigh more than this worker. */
function readMessages(body: unknown): RoomMessage[] | null {
  const list = isRecord(body) ? body.messages : null;
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_MESSAGES) return null;
  const messages = list.flatMap((item: unknown): RoomMessage[] => {
    if (!isRecord(item) || typeof item.message_id !== 'string' || typeof item.type !== 'string') return [];
    if (!MESSAGE_ID.test(item.message_id) || !TYPE.test(item.type)) return [];
    if (JSON.stringify(item.data ?? null).length > MAX_EVENT_LENGTH) return [];
    if (item.type === 'close' && !(isRecord(item.data) && Number.isSafeInteger(item.data.seq))) return [];
    return [{ message_id: item.message_id, type: item.type, data: item.data ?? null }];
  });
  return messages.length === list.length ? messages : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
