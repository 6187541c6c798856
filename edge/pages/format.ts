/** 3661 → `PT1H1M1S`, the ISO 8601 form that <time> and schema.org take. */
export function isoDuration(durationSec: number): string {
  const total = Math.max(0, Math.round(durationSec));
  const parts = [
    [Math.floor(total / 3600), 'H'],
    [Math.floor(total / 60) % 60, 'M'],
    [total % 60, 'S'],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0);
  return `PT${shown.length === 0 ? '0S' : shown.map(([amount, unit]) => `${amount}${unit}`).join('')}`;
}
