import { describe, expect, test } from 'bun:test';
import { AppError } from '../../shared/errors.ts';
import { admitUpload, type Usage } from './admit-upload.ts';

const now = new Date('2026-11-21T12:00:00Z');
const idle: Usage = { recentlyCreatedAt: [], openCount: 0, storedBytes: 0, dayBytes: 0 };
const limits = {
  uploadsPerHour: 2,
  openUploads: 3,
  quotaBytes: 1_000,
  dailyBytes: 500,
  maxUploadBytes: 100,
  uploadTtlMs: 1,
  partUrlTtlSec: 1,
};
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

function refusal(usage: Partial<Usage>, sizeBytes = 100): AppError | null {
  try {
    admitUpload({ ...idle, ...usage }, limits, sizeBytes, now);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

describe('one more upload', () => {
  test('fits to the last byte of either quota, and not one more', () => {
    expect(refusal({ storedBytes: 900 })).toBeNull();
    expect(refusal({ dayBytes: 400 })).toBeNull();
    expect(refusal({ storedBytes: 901 })).toMatchObject({
      code: 'quota_exceeded',
      status: 403,
      details: { quota: 'total', limit_bytes: 1_000, used_bytes: 901 },
    });
    expect(refusal({ dayBytes: 401 })).toMatchObject({ code: 'quota_exceeded', details: { quota: 'daily' } });
  });

  test('waits until the oldest of the hour has left it', () => {
    expect(refusal({ recentlyCreatedAt: [minutesAgo(50)] })).toBeNull();
    expect(refusal({ recentlyCreatedAt: [minutesAgo(50), minutesAgo(1)] })).toMatchObject({
      code: 'rate_limited',
      headers: { 'retry-after': '600' },
    });
    // The limit was lowered: two more have to leave.
    expect(refusal({ recentlyCreatedAt: [minutesAgo(50), minutesAgo(40), minutesAgo(30)] })).toMatchObject({
      headers: { 'retry-after': '1200' },
    });
  });

  test('waits while as many as may be are unfinished', () => {
    expect(refusal({ openCount: 2 })).toBeNull();
    expect(refusal({ openCount: 3 })).toMatchObject({
      code: 'too_many_uploads',
      status: 429,
      headers: { 'retry-after': '60' },
    });
  });
});
