import { ApiError } from '../../api.ts';
import { formats, keyIn, say } from '../../messages.ts';
import type { FileFault } from './check-file.ts';

export type Failure = {
  words: string;
  /** `here`: another try may do; `anew`: of another upload; `none`: this file will not do. */
  retry: 'here' | 'anew' | 'none';
  /** When it is tried again without anybody asking; null when somebody has to. */
  waitSec: number | null;
};

const NETWORK_WAIT_SEC = 10;
const BUSY_WAIT_SEC = 60;
const MINUTE_SEC = 60;

const anew = new Set(['upload_expired', 'upload_not_open', 'not_found', 'size_mismatch', 'checksum_mismatch']);
const never = new Set(['payload_too_large', 'unsupported_media', 'size_mismatch', 'checksum_mismatch', 'forbidden']);

export function explainFault(fault: FileFault, sizeBytes: number, maxBytes: number): string {
  const sizes = { size: formats.size(sizeBytes), limit: formats.size(maxBytes) };
  return fault === 'payload_too_large' ? say('upload.failed_payload_too_large', sizes) : say(`upload.failed_${fault}`);
}

/** What went wrong with a file, in words that say what to do, and what the page does by itself. */
export function explainFailure(error: unknown, file: { sizeBytes: number; maxBytes: number }): Failure {
  const code = codeOf(error);
  const details = error instanceof ApiError ? error.details : undefined;
  const retry = never.has(code) ? 'none' : anew.has(code) ? 'anew' : 'here';
  return { words: wordsFor(code, details, file), retry, waitSec: waitFor(code, details) };
}

function codeOf(error: unknown): string {
  if (error instanceof ApiError) return /^token_/.test(error.code) ? 'unauthenticated' : error.code;
  // What a browser says of a file that is not what it was when it was chosen.
  return error instanceof DOMException && error.name === 'NotReadableError' ? 'unreadable' : 'unknown';
}

function wordsFor(code: string, details: unknown, file: { sizeBytes: number; maxBytes: number }): string {
  if (code === 'payload_too_large') return explainFault(code, file.sizeBytes, file.maxBytes);
  if (code === 'rate_limited')
    return say('upload.failed_rate_limited', { wait: waitWords(waitFor(code, details) ?? BUSY_WAIT_SEC) });
  if (code === 'quota_exceeded' && nameIn(details, 'quota') === 'daily') return say('upload.failed_quota_daily');
  const key = keyIn('upload', `failed_${code === 'not_found' ? 'upload_not_open' : code}`);
  return key === null ? say('upload.failed_unknown') : sayPlain(key);
}

/** Of messages without places; those that have some are said above. */
const sayPlain = say as (key: string) => string;

function waitFor(code: string, details: unknown): number | null {
  if (code === 'network') return NETWORK_WAIT_SEC;
  if (code !== 'rate_limited' && code !== 'too_many_uploads') return null;
  return Number(nameIn(details, 'retry_after_sec')) || BUSY_WAIT_SEC;
}

function waitWords(waitSec: number): string {
  return waitSec < 2 * MINUTE_SEC
    ? say('upload.wait_seconds', { count: waitSec })
    : say('upload.wait_minutes', { count: Math.ceil(waitSec / MINUTE_SEC) });
}

function nameIn(details: unknown, name: string): unknown {
  return typeof details === 'object' && details !== null ? (details as Record<string, unknown>)[name] : undefined;
}
