import type { ViewEvent } from '../../shared/contracts/playback.ts';
import { AppError } from '../../shared/errors.ts';

const EVENTS = ['start', 'heartbeat', 'complete'] as const;
/** ISO 8601 with seconds, in UTC or with an offset. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** By hand what `viewEventSchema` says: a validator would weigh more than this worker. Throws `validation_failed`. */
export function readViewEvent(body: unknown): ViewEvent {
  if (typeof body !== 'object' || body === null) throw refused('body', 'must be an object');
  const { video_id, session_id, event, position_sec, client_ts } = body as Partial<Record<keyof ViewEvent, unknown>>;
  const kind = EVENTS.find((candidate) => candidate === event);
  if (typeof video_id !== 'string' || !/^[A-Za-z0-9_-]{11}$/.test(video_id))
    throw refused('video_id', 'must be a video id');
  if (typeof session_id !== 'string') throw refused('session_id', 'must be the session_id of a playback');
  if (!kind) throw refused('event', `must be one of ${EVENTS.join(', ')}`);
  if (typeof position_sec !== 'number' || !Number.isFinite(position_sec) || position_sec < 0)
    throw refused('position_sec', 'must be a number of seconds');
  if (typeof client_ts !== 'string' || !TIME.test(client_ts) || Number.isNaN(Date.parse(client_ts)))
    throw refused('client_ts', 'must be an ISO 8601 time');
  return { video_id, session_id, event: kind, position_sec, client_ts };
}

function refused(path: string, message: string): AppError {
  return new AppError('validation_failed', 'the request does not fit the contract', { details: [{ path, message }] });
}
