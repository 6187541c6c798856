import { once } from '../../shared/format.ts';

const date = once(() => new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }));

/** `PT1H1M1S`, the ISO 8601 form that <time> takes. */
export function isoDuration(durationSec: number): string {
  return `PT${Math.max(0, Math.round(durationSec))}S`;
}

export function formatDate(timeMs: number): string {
  return date().format(timeMs);
}

const steps: [unit: string, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 hours ago`. */
export function formatAge(timeMs: number, nowMs: number): string {
  const seconds = (nowMs - timeMs) / 1000;
  for (const [unit, size] of steps) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
