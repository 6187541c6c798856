import type { TakenView } from '../../../shared/contracts/views.ts';
import { newId } from '../../../shared/ids.ts';

const dayMs = 86_400_000;
/** Yesterday, so that nothing counted from there falls into two days. */
export const noonMs = Math.floor(Date.now() / dayMs) * dayMs - dayMs / 2;

/** A report as the edge hands it on. */
export function takenView(videoId: string, more: Partial<TakenView> = {}): TakenView {
  return {
    ...{ event_id: newId(), video_id: videoId, session_id: newId(), event: 'start', position_sec: 0 },
    ...{ client_at_ms: Date.now(), received_at_ms: noonMs },
    ...more,
  };
}

/** Somebody's steady watching from the beginning, reported every ten seconds; over by noon. */
export function watching(videoId: string, durationSec: number, more: Partial<TakenView> = {}): TakenView[] {
  const session_id = newId();
  const startMs = (more.received_at_ms ?? noonMs) - durationSec * 1000;
  const times = Array.from({ length: Math.ceil(durationSec / 10) }, (_, at) => at * 10);
  return [...times, durationSec].map((sec) =>
    takenView(videoId, {
      session_id,
      ...more,
      ...{ event: sec === 0 ? 'start' : 'heartbeat', position_sec: sec, received_at_ms: startMs + sec * 1000 },
    }),
  );
}
