import type { PlaybackKeyRing } from '../../shared/tokens/playback-keys.ts';
import {
  LONGEST_TOKEN_LIFE_SEC,
  PICTURE_SESSION,
  type PlaybackClaims,
  verifyPlaybackToken,
} from '../../shared/tokens/playback-token.ts';
import type { ChangeFeed } from '../changes/change-feed.ts';
import type { Viewer } from './decide-playback.ts';

export type RenewalDeps = { keys: PlaybackKeyRing; feed: ChangeFeed; now: () => number };

const MAX_BODY_BYTES = 2_048;

/**
 * The session that the body `{"token"}` of a playback request wants to go on with; null for a new one. All that is
 * carried over is the session's id and the files it began with: whether the viewer may watch is decided anew. So a
 * token that has expired or been revoked will do, but none of another video or viewer and none of a revoked key or session.
 */
export async function renewedSession(
  request: Request,
  videoId: string,
  viewer: Viewer,
  { keys, feed, now }: RenewalDeps,
): Promise<PlaybackClaims | null> {
  const token = await readToken(request);
  if (token === null) return null;
  // A player that was refused elsewhere must not be given a token that is refused there again.
  await feed.refresh();
  const nowSec = Math.floor(now() / 1000);
  const verdict = await verifyPlaybackToken(token, keys, nowSec);
  if (!verdict.ok && verdict.reason !== 'expired') return null;
  const { claims, kid } = verdict;
  const isTheirs = claims.videoId === videoId && claims.viewer === (viewer?.hash ?? null);
  const isTooOld = claims.expiresAtSec + LONGEST_TOKEN_LIFE_SEC < nowSec || claims.sessionId === PICTURE_SESSION;
  if (!isTheirs || isTooOld || feed.revocations.hasEndedForGood(claims, kid)) return null;
  return claims;
}

async function readToken(request: Request): Promise<string | null> {
  const sizeBytes = Number(request.headers.get('content-length') ?? Number.NaN);
  if (request.method !== 'POST' || !(sizeBytes <= MAX_BODY_BYTES)) return null;
  try {
    const body: unknown = await request.json();
    return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string'
      ? body.token
      : null;
  } catch {
    return null; // no body is the rule
  }
}
