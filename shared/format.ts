/** How one language writes numbers and times. */
export type Formats = {
  /** 1234 → `1,234`. */
  number: (value: number) => string;
  /** 1234 → `1.2K`. */
  compact: (value: number) => string;
  /** 1536 → `1.5 kB`; powers of ten. */
  size: (sizeBytes: number) => string;
  percent: (share: number) => string;
  /** `November 21, 2026`, in UTC, as the server does not know where the reader is. */
  date: (timeMs: number) => string;
  /** `3 hours ago`. */
  age: (timeMs: number, nowMs: number) => string;
  plural: (count: number) => Intl.LDMLPluralRule;
};

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const ages: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const made = new Map<string, Formats>();

/** The formats of a BCP 47 tag. */
export function formatsOf(tag: string): Formats {
  const known = made.get(tag);
  if (known) return known;
  // Made when they are first needed: together they take longer than all else that an isolate does at its start.
  const number = once(() => new Intl.NumberFormat(tag));
  const compact = once(() => new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 }));
  const percent = once(() => new Intl.NumberFormat(tag, { style: 'percent' }));
  const date = once(() => new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }));
  const relative = once(() => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  const plural = once(() => new Intl.PluralRules(tag));
  const formats: Formats = {
    number: (value) => number().format(value),
    compact: (value) => compact().format(value),
    percent: (share) => percent().format(share),
    date: (timeMs) => date().format(timeMs),
    plural: (count) => plural().select(count),
    size: (sizeBytes) => {
      const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3));
      const unit = sizes[power] ?? 'byte';
      const maximumFractionDigits = power > 1 ? 1 : 0;
      const unitDisplay = power === 0 ? 'long' : 'short';
      const format = new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
      return format.format(sizeBytes / 1000 ** power);
    },
    age: (timeMs, nowMs) => {
      const seconds = (nowMs - timeMs) / 1000;
      const [unit, size] = ages.find(([, each]) => seconds >= each) ?? ['second', Number.POSITIVE_INFINITY];
      return relative().format(-Math.max(0, Math.floor(seconds / size)), unit);
    },
  };
  made.set(tag, formats);
  return formats;
}

/** 61 → `1:01`, 3661 → `1:01:01`; the same in all languages. */
export function formatDuration(durationSec: number): string {
  const total = Math.max(0, Math.round(durationSec));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
