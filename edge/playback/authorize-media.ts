import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { renditionHeightOf } from '../../shared/media/rendition-height.ts';
import { PICTURE_SESSION, type PlaybackClaims, type TokenVerdict } from '../../shared/tokens/playback-token.ts';
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
 * The claims of a token that opens `path` to this very request; otherwise throws or rejects with an `AppError`. The hottest
 * check there is: one HMAC and a few look-ups in memory, and for a token that was sent before the look-ups alone, at once.
 */
export function authorizeMedia(
  path: GuardedPath,
  request: Request,
  deps: AuthorizeMediaDeps,
): PlaybackClaims | Promise<PlaybackClaims> {
  const verdict = deps.verifyToken(path.token, Math.floor(deps.now() / 1000));
  if (verdict instanceof Promise) return verdict.then((known) => judgeVerdict(known, path, request, deps));
  return judgeVerdict(verdict, path, request, deps);
}

function judgeVerdict(verdict: TokenVerdict, path: GuardedPath, request: Request, deps: AuthorizeMediaDeps) {
  if (!verdict.ok)
    throw verdict.reason === 'expired'
      ? new AppError('token_expired', 'the playback session has expired; ask for a new one')
      : new AppError('token_invalid', 'the playback token is not valid');
  const news = deps.feed.freshen();
  if (news) return news.then(() => judgeClaims(verdict, path, request, deps));
  return judgeClaims(verdict, path, request, deps);
}

function judgeClaims(
  { claims, kid }: Extract<TokenVerdict, { ok: true }>,
  path: GuardedPath,
  request: Request,
  deps: AuthorizeMediaDeps,
): PlaybackClaims | Promise<PlaybackClaims> {
  if (deps.feed.revocations.hasEnded(claims, kid))
    throw new AppError('token_revoked', 'what this playback session stood on has changed; ask for a new one');

  if (claims.videoId !== path.videoId) throw forbid('token_wrong_video', 'the playback token is for another video');
  if (!claims.generations.includes(path.generation))
    throw forbid('token_wrong_generation', 'the playback token is for another encoding of this video');
  if (claims.ladderCap !== 0 && renditionHeightOf(path.file) > claims.ladderCap)
    throw forbid('rendition_not_allowed', `this playback session goes up to ${claims.ladderCap}p`);
  if (claims.sessionId === PICTURE_SESSION && !path.file.startsWith('images/'))
    throw forbid('rendition_not_allowed', 'this token opens pictures alone');
  if (claims.country !== null || claims.network !== null) requirePlace(claims, deps.placeOf(request));
  // Only browsers send an Origin, and only from other sites' pages; programs are none of the list's business.
  const origin = claims.site === null ? null : request.headers.get('origin');
  const trusted = () => {
    if (!claims.open && deps.feed.isBlind()) throw whileBlind();
    return claims;
  };
  return origin === null ? trusted() : requireSite(claims, origin).then(trusted);
}

function requirePlace(claims: PlaybackClaims, place: RequestPlace): void {
  const network = claims.network === null || place.clientAddress === null ? null : networkPrefix(place.clientAddress);
  if ((claims.country !== null && claims.country !== place.country) || claims.network !== network) throw wrongPlace();
}

async function requireSite(claims: PlaybackClaims, origin: string): Promise<void> {
  if (claims.site !== (await shortHash(URL.parse(origin)?.host ?? ''))) throw wrongPlace();
}

function wrongPlace(): AppError {
  return new AppError('token_wrong_place', 'this playback session is for another place; ask for a new one');
}

function forbid(code: ErrorCode, message: string): AppError {
  return new AppError(code, message);
}
