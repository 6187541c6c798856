import { AppError } from '../../shared/errors.ts';
import type { UploadLimits } from './deps.ts';

/** What a user has in use at the moment an upload begins. */
export type Usage = {
  /** Creation times of the uploads of the last hour, oldest first. */
  recentlyCreatedAt: readonly Date[];
  openCount: number;
  storedBytes: number;
  dayBytes: number;
};

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** An upload under way can end at any moment. */
const openRetrySec = 60;

/** Throws `rate_limited` or `too_many_uploads` with Retry-After, or `quota_exceeded`, unless one more upload fits. */
export function admitUpload(usage: Usage, limits: UploadLimits, sizeBytes: number, now: Date): void {
  const { uploadsPerHour, openUploads, quotaBytes, dailyBytes } = limits;
  if (usage.recentlyCreatedAt.length >= uploadsPerHour) throw rateLimited(usage.recentlyCreatedAt, uploadsPerHour, now);
  if (usage.openCount >= openUploads)
    throw new AppError('too_many_uploads', `finish or cancel one of your ${usage.openCount} unfinished uploads first`, {
      headers: { 'retry-after': String(openRetrySec) },
      details: { limit: openUploads, retry_after_sec: openRetrySec },
    });
  if (usage.storedBytes + sizeBytes > quotaBytes)
    throw quotaExceeded('total', quotaBytes, usage.storedBytes, 'delete videos to make room');
  if (usage.dayBytes + sizeBytes > dailyBytes)
    throw quotaExceeded('daily', dailyBytes, usage.dayBytes, 'try again when 24 hours have gone by');
}

/** Retry-After is when enough of the counted uploads have left the hour (RFC 9110 §10.2.3, seconds). */
function rateLimited(createdAt: readonly Date[], limit: number, now: Date): AppError {
  const leavesFirst = createdAt[createdAt.length - limit] ?? now;
  const waitSec = Math.max(1, Math.ceil((leavesFirst.getTime() + hourMs - now.getTime()) / 1000));
  return new AppError('rate_limited', `at most ${limit} uploads an hour; try again in ${waitSec} s`, {
    headers: { 'retry-after': String(waitSec) },
    details: { limit, retry_after_sec: waitSec },
  });
}

function quotaExceeded(quota: 'total' | 'daily', limitBytes: number, usedBytes: number, advice: string): AppError {
  return new AppError('quota_exceeded', `this file does not fit into your ${quota} quota; ${advice}`, {
    details: { quota, limit_bytes: limitBytes, used_bytes: usedBytes },
  });
}
