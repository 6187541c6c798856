import { AppError } from '../../shared/errors.ts';
import type { SessionIds } from '../../shared/session-ids.ts';
import { LONGEST_TOKEN_LIFE_SEC } from '../../shared/tokens/playback-token.ts';
import { countedAddress } from '../gateway/counted-address.ts';
import { readJson } from '../http/read-json.ts';
import { networkPrefix } from '../playback/network-prefix.ts';
import { isBot } from './is-bot.ts';
import { isPublicAddress } from './is-public-address.ts';
import { readViewEvent } from './read-view-event.ts';
import type { ViewBuffers } from './view-buffers.ts';
import type { ViewTags } from './view-tags.ts';

export type TakeViewDeps = { sessionIds: SessionIds; viewBuffers: ViewBuffers; viewTags: ViewTags; now: () => number };
/** Who is signed in, and from where. */
export type ViewSource = { userId: string | null; address: string | null; country: string | null };

const MAX_BODY_BYTES = 2_048;
/** A session is renewed for as long as somebody watches; a day is longer than that. */
const SESSION_LIFE_MS = 2 * LONGEST_TOKEN_LIFE_SEC * 1000;

/**
 * `POST /api/v1/views`: 202 once the event is stored where a crash does not reach it. Which origin counts, and when, is its
 * own business. `onSession` may refuse before anything is stored. Addresses go no further than here.
 */
export async function takeView(
  request: Request,
  deps: TakeViewDeps,
  onSession: (sessionId: string) => Promise<void>,
  { userId, address, country }: ViewSource,
): Promise<Response> {
  const event = readViewEvent((await readJson(request, MAX_BODY_BYTES)).json());
  const { video_id, session_id, position_sec } = event;
  const beganAtMs = await deps.sessionIds.check(session_id, video_id);
  const receivedAtMs = deps.now();
  if (beganAtMs === null || receivedAtMs - beganAtMs > SESSION_LIFE_MS)
    throw new AppError('validation_failed', 'session_id is not of a playback session of this video', {
      details: [{ path: 'session_id', message: 'ask for a session with POST /videos/{id}/playback' }],
    });
  await onSession(session_id);
  if (isBot(request.headers.get('user-agent'))) return new Response(null, { status: 202 });
  const clientAtMs = Date.parse(event.client_ts);
  const source = address === null ? null : countedAddress(address);
  const tagOf = (kind: 'address' | 'account', subject: string) =>
    deps.viewTags.tagOf(kind, subject, video_id, receivedAtMs);
  const isTaken = await deps.viewBuffers.of(session_id).take({
    event_id: `${session_id}:${event.event}:${clientAtMs}`,
    ...{ video_id, session_id, event: event.event, position_sec },
    client_at_ms: clientAtMs,
    received_at_ms: receivedAtMs,
    ...{ user_id: userId, country, network: address === null ? null : networkPrefix(address) },
    address_tag: source !== null && isPublicAddress(source) ? await tagOf('address', source) : null,
    account_tag: userId === null ? null : await tagOf('account', userId),
  });
  if (!isTaken)
    throw new AppError('unavailable', 'too many view events are waiting; send this one again later', {
      headers: { 'retry-after': '30' },
    });
  return new Response(null, { status: 202 });
}
