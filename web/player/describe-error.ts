import { ApiError } from '../api.ts';

type ShakaError = { category: number; code: number; data: unknown[] };

function isShakaError(error: unknown): error is ShakaError {
  return typeof error === 'object' && error !== null && 'category' in error && 'code' in error;
}

const BAD_HTTP_STATUS = 1001; // shaka.util.Error.Code

/** The HTTP status behind a Shaka network error. */
export function httpStatusOf(error: unknown): number | null {
  if (!isShakaError(error) || error.code !== BAD_HTTP_STATUS) return null;
  return typeof error.data[1] === 'number' ? error.data[1] : null;
}

/** What to tell the viewer, in words. */
export function describeError(error: unknown): string {
  const code = error instanceof ApiError ? error.code : null;
  const status = httpStatusOf(error);
  if (code === 'not_found' || status === 404) return 'This video is no longer available.';
  if (code === 'taken_down') return 'A moderator has taken this video down.';
  if (code === 'unavailable_for_legal_reasons') return 'This video may not be shown for legal reasons.';
  if (code === 'account_suspended') return 'Your account is suspended.';
  if (code === 'embed_forbidden') return 'This video may not be played on this site.';
  if (code === 'geo_blocked') return 'This video is not available in your country.';
  if (code === 'age_restricted') return 'This video is for signed-in viewers of 18 or older.';
  if (status === 401 || status === 403) return 'Your viewing session has ended.';
  if (code === 'network' || (isShakaError(error) && error.category === 1))
    return 'The connection was lost. Check your network and try again.';
  if (isShakaError(error) && (error.category === 3 || error.category === 4))
    return 'This browser could not play the video.';
  return 'Something went wrong while playing this video.';
}
