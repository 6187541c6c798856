import type { PlaybackClaims } from '../shared/tokens/playback-token.ts';

/** Claims of an anonymous viewer's session with a public video, an hour long; `more` goes over them. */
export function playbackClaims(
  videoId: string,
  generation: string,
  more: Partial<PlaybackClaims> = {},
): PlaybackClaims {
  return {
    videoId,
    generations: [generation],
    sessionId: '0191e0e0-0000-7000-8000-000000000000',
    viewer: null,
    seq: 0,
    expiresAtSec: Math.floor(Date.now() / 1000) + 3600,
    ladderCap: 0,
    open: true,
    country: null,
    network: null,
    site: null,
    ...more,
  };
}
