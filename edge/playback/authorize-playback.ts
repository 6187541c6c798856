import { AppError } from '../../shared/errors.ts';
import type { ChangeFeed } from '../changes/change-feed.ts';
import type { Catalogue } from '../metadata/catalogue.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import {
  decidePlayback,
  type PlaybackDecision,
  type PlaybackFacts,
  type RefusalCode,
  type Viewer,
} from './decide-playback.ts';

/** The words that go with each refusal. */
export const refusalMessages: Record<RefusalCode, string> = {
  account_suspended: 'this account is suspended',
  not_found: 'no such video',
  taken_down: 'a moderator has taken this video down',
  unavailable_for_legal_reasons: 'this video may not be shown for legal reasons',
  geo_blocked: 'this video is not available in your country',
  age_restricted: 'this video is for signed-in viewers of 18 or older',
  embed_forbidden: 'this video may not be played on this site',
  video_not_playable: 'this video cannot be played yet',
};

export type Allowed = Extract<PlaybackDecision, { allow: true }>;
export type Authorized = { video: EdgeVideo; decision: Allowed };

export type AuthorizeDeps = { catalogue: Catalogue; feed: ChangeFeed };

/** The video and what of it this viewer may play, or the refusal as an `AppError`. */
export async function authorizePlayback(
  videoId: string,
  viewer: Viewer,
  facts: PlaybackFacts,
  deps: AuthorizeDeps,
): Promise<Authorized> {
  const { video, decision } = await judgePlayback(videoId, viewer, facts, deps);
  if (!decision.allow) throw refusal(decision.code, video);
  if (!video) throw refusal('not_found', video);
  return { video, decision };
}

/**
 * The video and the decision about it, from a row that takes in every revocation this isolate knows of. Throws
 * `unavailable` for what is not open to everyone while the change feed cannot be read.
 */
export async function judgePlayback(
  videoId: string,
  viewer: Viewer,
  facts: PlaybackFacts,
  { catalogue, feed }: AuthorizeDeps,
): Promise<{ video: EdgeVideo | null; decision: PlaybackDecision }> {
  const video = await currentVideo(videoId, { catalogue, feed });
  const decision = decidePlayback(video, viewer, facts);
  if (decision.allow && !decision.open && feed.isBlind()) throw whileBlind();
  return { video, decision };
}

/**
 * A video's row that takes in every revocation this isolate knows of. Throws `unavailable` where there is none. The same
 * reads for every video and every viewer: how long an answer takes tells nothing about a hidden one.
 */
export async function currentVideo(videoId: string, { catalogue, feed }: AuthorizeDeps): Promise<EdgeVideo | null> {
  await feed.freshen();
  const isOld = (row: EdgeVideo | null) => row !== null && isOutdated(row, feed);
  let video = await catalogue.video(videoId);
  if (isOld(video)) {
    catalogue.purge(videoId); // a replica that lags by minutes: now the primary is asked
    video = await catalogue.video(videoId);
  }
  if (isOld(video)) {
    catalogue.purge(videoId);
    throw new AppError('unavailable', 'this video has just changed; ask again', { headers: { 'retry-after': '1' } });
  }
  return video;
}

/** True for a row from before a revocation that this isolate has heard of. */
export function isOutdated(row: EdgeVideo, { revocations }: Pick<ChangeFeed, 'revocations'>): boolean {
  return row.asOfSeq < revocations.seqOfVideo(row.videoId);
}

/** What is answered while nobody can tell whether a right still stands. */
export function whileBlind(headers: Record<string, string> = {}): AppError {
  return new AppError('unavailable', 'it cannot be checked right now whether this may be played', {
    headers: { 'retry-after': '5', ...headers },
  });
}

export function refusal(code: RefusalCode, video: EdgeVideo | null): AppError {
  const reason = code === 'taken_down' ? video?.takenDownReason : null;
  return new AppError(code, refusalMessages[code], reason ? { details: { reason } } : {});
}
