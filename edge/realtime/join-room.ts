import { AppError } from '../../shared/errors.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import type { PlaybackFacts, Viewer } from '../playback/decide-playback.ts';
import { roomHeaders } from './room-headers.ts';
import type { Rooms } from './rooms.ts';

export type JoinRoomDeps = AuthorizeDeps & { rooms: Rooms };

/**
 * WebSocket `/api/v1/videos/:id/room?last_event_id=N`: whoever may see the video may join, also while it is processed.
 * With `last_event_id` a member that was cut off hears what it missed, or `reset`.
 */
export async function joinRoom(
  request: Request,
  videoId: string,
  viewer: Viewer,
  facts: PlaybackFacts,
  deps: JoinRoomDeps,
): Promise<Response> {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
    throw new AppError('validation_failed', 'this is a WebSocket address', { headers: { upgrade: 'websocket' } });
  return enterRoom(true, request, videoId, viewer, facts, deps);
}

/**
 * `GET /api/v1/videos/:id/room/events?last_event_id=N`, for whom no socket gets through: what a member would have heard
 * since then, as `RoomPoll`. Without the id, where to go on from.
 */
export async function pollRoom(...asked: Parameters<typeof joinRoom>): Promise<Response> {
  const { status, headers, body } = await enterRoom(false, ...asked);
  return new Response(body, { status, headers: { ...Object.fromEntries(headers), 'cache-control': 'no-store' } });
}

async function enterRoom(
  asMember: boolean,
  request: Request,
  videoId: string,
  viewer: Viewer,
  facts: PlaybackFacts,
  deps: JoinRoomDeps,
): Promise<Response> {
  const lastEventId = new URL(request.url).searchParams.get('last_event_id');
  if (lastEventId !== null && !/^\d{1,16}$/.test(lastEventId))
    throw new AppError('validation_failed', 'last_event_id must be the id of an event', { details: { lastEventId } });

  const enter = async () => {
    const { video, decision } = await judgePlayback(videoId, viewer, facts, deps);
    if (!decision.allow && decision.code !== 'video_not_playable') throw refusal(decision.code, video);
    // Nothing else of the viewer's request (bearer, cookies) is of use in the room.
    const headers = {
      ...(asMember ? { upgrade: 'websocket' } : {}),
      [roomHeaders.asOfSeq]: `${video?.asOfSeq ?? 0}`,
      ...(lastEventId === null ? {} : { [roomHeaders.lastEventId]: lastEventId }),
      ...(viewer === null
        ? {}
        : { [roomHeaders.viewer]: viewer.hash, [roomHeaders.heardSeq]: `${deps.feed.revocations.seq()}` }),
    };
    const knock = () => new Request(request.url, { headers });
    const answer = await deps.rooms.room(videoId).fetch(knock());
    const shard = Number(answer.headers.get(roomHeaders.shard));
    return answer.status === 421 && shard > 0 ? deps.rooms.shard(videoId, shard).fetch(knock()) : answer;
  };
  const answer = await enter();
  if (answer.status !== 403) return answer;
  // The room has heard of a change that this isolate has not: judged once more, by the row of now.
  deps.catalogue.purge(videoId);
  const again = await enter();
  if (again.status !== 403) return again;
  throw new AppError('unavailable', 'this video has just changed; join again', { headers: { 'retry-after': '1' } });
}
