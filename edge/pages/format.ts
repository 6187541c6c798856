import { formatsOf } from '../../shared/format.ts';

/** `PT1H1M1S`, the ISO 8601 form that <time> takes. */
export function isoDuration(durationSec: number): string {
  return `PT${Math.max(0, Math.round(durationSec))}S`;
}

/** `3 hours ago`, in English. */
export const formatAge = (timeMs: number, nowMs: number): string => formatsOf('en').age(timeMs, nowMs);
/** In English. */
export const formatDate = (timeMs: number): string => formatsOf('en').date(timeMs);
