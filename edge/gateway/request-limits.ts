import { AppError } from '../../shared/errors.ts';

const MAX_URL_LENGTH = 8 * 1024;
const KIBIBYTE = 1024;

export const isOversize = (url: string): boolean => url.length > MAX_URL_LENGTH;

/** Throws `uri_too_long` for what no honest client sends. */
export function refuseOversize(request: Request): void {
  if (isOversize(request.url))
    throw new AppError('uri_too_long', `an address may have at most ${MAX_URL_LENGTH} characters`);
}

/**
 * Largest body that is passed on to origin from this path, or null for those that stream: files, whose size and signature
 * origin checks itself.
 */
export function maxBodyBytes(path: string): number | null {
  if (/^\/storage\/|^\/api\/v1\/tus(\/|$)/.test(path)) return null;
  // Captions and pictures; origin has a limit for each.
  if (/^\/api\/v1\/(videos|channels)\/[^/]+\/(captions\/[^/]+|thumbnail|avatar|banner)$/.test(path)) return null;
  // As many part numbers, ETags and checksums as an upload can have.
  if (/^\/api\/v1\/uploads\/[^/]+\/(complete|parts)$/.test(path)) return 2_048 * KIBIBYTE;
  return 1_024 * KIBIBYTE;
}
