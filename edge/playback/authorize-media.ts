import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { renditionHeightOf } from '../../shared/media/rendition-height.ts';
import { PICTURE_SESSION, type PlaybackClaims } from '../../shared/tokens/playback-token.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import type { VerifyToken } from '../../shared/tokens/verified-tokens.ts';
import type { ChangeFeed } from '../changes/change-feed.ts';
import { whileBlind } from './authorize-playback.ts';
import { networkPrefix } from './network-prefix.ts';

/** What of a media path is authorised; `file` is what follows the generation. */
export type GuardedPath = { token: string; videoId: string; generation: string; file: string };

/** What the runtime says about where a request comes from. */
export type RequestPlace = { country: string | null; clientAddress: string | null };

export type AuthorizeMediaDeps = {
  verifyToken: VerifyToken;
  feed: Pick<ChangeFeed, 'freshen' | 'isBlind' | 'revocations'>;
  placeOf: (request: Request) => RequestPlace;
  now: () => number;
};

/**
 * The claims of a token that opens `path` to this very request; otherwise an `AppError`. The hottest check there is:
 * one HMAC and a few look-ups in memory; nearly always without I/O.
 */
export async function authorizeMedia(
  path: GuardedPath,
  request: Request,
  deps: AuthorizeMediaDeps,
): Promise<PlaybackClaims> {
  const verdict = await deps.verifyToken(path.token, Math.floor(deps.now() / 1000));
  if (!verdict.ok)
    throw verdict.reason === 'expired'
      ? new AppError('token_expired', 'the playback session has expired; ask for a new one')
      : new AppError('token_invalid', 'the playback token is not valid');
  const { claims, kid } = verdict;
  const news = deps.feed.freshen();
  if (news) await news;
  if (deps.feed.revocations.hasEnded(claims, kid))
    throw new AppError('token_revoked', 'what this playback session stood on has changed; ask for a new one');

  if (claims.videoId !== path.videoId) throw forbid('token_wrong_video', 'the playback token is for another video');
  if (!claims.generations.includes(path.generation))
    throw forbid('token_wrong_generation', 'the playback token is for another encoding of this video');
  if (claims.ladderCap !== 0 && renditionHeightOf(path.file) > claims.ladderCap)
    throw forbid('rendition_not_allowed', `this playback session goes up to ${claims.ladderCap}p`);
  if (claims.sessionId === PICTURE_SESSION && !path.file.startsWith('images/'))
    throw forbid('rendition_not_allowed', 'this token opens pictures alone');
  if (claims.country !== null || claims.network !== null || claims.site !== null)
    await requirePlace(claims, request, deps.placeOf(request));
  if (!claims.open && deps.feed.isBlind()) throw whileBlind();
  return claims;
}

async function requirePlace(claims: PlaybackClaims, request: Request, place: RequestPlace): Promise<void> {
  const network = claims.network === null || place.clientAddress === null ? null : networkPrefix(place.clientAddress);
  // Only browsers send an Origin, and only from other sites' pages; programs are none of the list's business.
  const origin = claims.site === null ? null : request.headers.get('origin');
  if (
    (claims.country !== null && claims.country !== place.country) ||
    claims.network !== network ||
    (origin !== null && claims.site !== (await shortHash(URL.parse(origin)?.host ?? '')))
  )
    throw new AppError('token_wrong_place', 'this playback session is for another place; ask for a new one');
}

function forbid(code: ErrorCode, message: string): AppError {
  return new AppError(code, message);
}
