import { AppError } from '../../shared/errors.ts';
import type { Catalogue } from '../metadata/catalogue.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { decidePlayback, type PlaybackDecision, type Viewer } from './decide-playback.ts';

/** The words that go with each refusal. */
export const refusalMessages: Record<Extract<PlaybackDecision, { allow: false }>['code'], string> = {
  not_found: 'no such video',
  geo_blocked: 'this video is not available in your country',
  age_restricted: 'this video is for signed-in viewers of 18 or older',
  video_not_playable: 'this video cannot be played yet',
};

export type Authorized = { video: EdgeVideo; generation: string; ladderCap: number };

/** The video and what of it this viewer may play, or the refusal as an `AppError`. */
export async function authorizePlayback(
  videoId: string,
  viewer: Viewer,
  facts: { country: string | null; nowMs: number },
  catalogue: Catalogue,
): Promise<Authorized> {
  const video = await catalogue.video(videoId);
  const decision = decidePlayback(video, viewer, facts);
  if (!decision.allow) throw new AppError(decision.code, refusalMessages[decision.code]);
  if (!video) throw new AppError('not_found', refusalMessages.not_found);
  return { video, generation: decision.generation, ladderCap: decision.ladderCap };
}
