import { AppError } from '../../shared/errors.ts';
import type { Catalogue } from '../metadata/catalogue.ts';
import { refusalMessages } from '../playback/authorize-playback.ts';
import { decidePlayback, type Viewer } from '../playback/decide-playback.ts';

/** The part of the ROOMS binding that is used: one object per video. */
export type Rooms = { get(videoId: string): { fetch(request: Request): Promise<Response> } };

export type JoinRoomDeps = { catalogue: Catalogue; rooms: Rooms };

/** WebSocket `/api/v1/videos/:id/room`: whoever may see the video may join, also while it is processed. */
export async function joinRoom(
  request: Request,
  videoId: string,
  viewer: Viewer,
  facts: { country: string | null; nowMs: number },
  { catalogue, rooms }: JoinRoomDeps,
): Promise<Response> {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
    throw new AppError('validation_failed', 'this is a WebSocket address', { headers: { upgrade: 'websocket' } });
  const decision = decidePlayback(await catalogue.video(videoId), viewer, facts);
  if (!decision.allow && decision.code !== 'video_not_playable')
    throw new AppError(decision.code, refusalMessages[decision.code]);
  // Nothing of the viewer's request (bearer, cookies) is of use in the room.
  return rooms.get(videoId).fetch(new Request(request.url, { headers: { upgrade: 'websocket' } }));
}
