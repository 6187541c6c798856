import { ApiError } from '../api.ts';

type ShakaError = { category: number; code: number; data: unknown[]; severity?: number };

// shaka.util.Error.Category and .Code
const NETWORK = 1;
const MEDIA = 3;
const BAD_HTTP_STATUS = 1001;
const RECOVERABLE = 1; // shaka.util.Error.Severity
const REQUEST_FILTER_ERROR = 1006;
const LOAD_INTERRUPTED = 7000;

/** What is to be done about an error depends on what kind it is. */
export type Trouble =
  /** Nothing answers: wait. */
  | { kind: 'network' }
  /** The server is there and cannot, for now: wait too. */
  | { kind: 'busy' }
  | { kind: 'refused'; status: 401 | 403 }
  | { kind: 'missing'; uri: string }
  /** The browser cannot go on with this codec or this rendition. */
  | { kind: 'undecodable' }
  /** Something else was opened before this was done. */
  | { kind: 'superseded' }
  | { kind: 'other' };

export function isShakaError(error: unknown): error is ShakaError {
  return typeof error === 'object' && error !== null && 'category' in error && 'code' in error;
}

/** The error itself where Shaka has packed it up: what asks for a new session fails within a request of Shaka's. */
export function unpacked(error: unknown): unknown {
  return isShakaError(error) && error.code === REQUEST_FILTER_ERROR ? error.data[0] : error;
}

export function troubleOf(packed: unknown): Trouble {
  const error = unpacked(packed);
  if (error instanceof ApiError) {
    if (error.code === 'network') return { kind: 'network' };
    return { kind: ['unavailable', 'internal', 'rate_limited'].includes(error.code) ? 'busy' : 'other' };
  }
  if (!isShakaError(error)) return { kind: 'other' };
  const status = httpStatusOf(error);
  if (status === 401 || status === 403) return { kind: 'refused', status };
  if (status === 404 || status === 410) return { kind: 'missing', uri: String(error.data[0]) };
  if (status !== null) return { kind: status >= 500 || status === 408 || status === 429 ? 'busy' : 'other' };
  if (error.category === NETWORK) return { kind: 'network' };
  if (error.code === LOAD_INTERRUPTED) return { kind: 'superseded' };
  return { kind: error.category === MEDIA ? 'undecodable' : 'other' };
}

/** Shaka goes on with another rendition by itself; what was refused is refused there too. */
export function isBeingHandled(error: unknown): boolean {
  return isShakaError(error) && error.severity === RECOVERABLE && troubleOf(error).kind !== 'refused';
}

/** The HTTP status behind a Shaka network error. */
export function httpStatusOf(error: unknown): number | null {
  if (!isShakaError(error) || error.code !== BAD_HTTP_STATUS) return null;
  return typeof error.data[1] === 'number' ? error.data[1] : null;
}
