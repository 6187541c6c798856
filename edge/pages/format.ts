const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const full = new Intl.NumberFormat('en');
const date = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** 61 → `1:01`, 3661 → `1:01:01`. */
export function formatDuration(durationSec: number): string {
  const total = Math.max(0, Math.round(durationSec));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** `PT1H1M1S`, the ISO 8601 form that <time> takes. */
export function isoDuration(durationSec: number): string {
  return `PT${Math.max(0, Math.round(durationSec))}S`;
}

export function formatViews(count: number, style: 'compact' | 'full' = 'compact'): string {
  const number = style === 'full' ? full.format(count) : compact.format(count);
  return count === 0 ? 'No views yet' : `${number} view${count === 1 ? '' : 's'}`;
}

export function formatDate(timeMs: number): string {
  return date.format(timeMs);
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
