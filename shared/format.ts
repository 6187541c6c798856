// Made when they are first needed: together they take longer than all else that an isolate does at its start.
const compact = once(() => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }));
const full = once(() => new Intl.NumberFormat('en'));

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** 1234 → `1.2K`. */
export function formatCount(count: number): string {
  return compact().format(count);
}

/** 1234 → `1.2K views`, or in full `1,234 views`. */
export function formatViews(count: number, style: 'compact' | 'full' = 'compact'): string {
  const number = (style === 'full' ? full() : compact()).format(count);
  return count === 0 ? 'No views yet' : `${number} view${count === 1 ? '' : 's'}`;
}

/** 61 → `1:01`, 3661 → `1:01:01`. */
export function formatDuration(durationSec: number): string {
  const total = Math.max(0, Math.round(durationSec));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
