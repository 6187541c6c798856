const units: [name: string, sec: number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** How long ago that was, in its largest whole unit: `3 min`. */
export function ageOf(time: Date, now: Date): string {
  const sec = Math.max(0, Math.floor((now.getTime() - time.getTime()) / 1000));
  const [name, size] = units.find(([, unitSec]) => sec >= unitSec) ?? ['s', 1];
  return `${Math.floor(sec / size)} ${name}`;
}
