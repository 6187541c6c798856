/** Seconds from `?t=`, or `?start=` as frames have it: `90`, `90s`, `1m30s`, `1h2m3s`; null when absent or not understood. */
export function startPositionSec(search: string): number | null {
  const query = new URLSearchParams(search);
  const text = query.get('t') ?? query.get('start') ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const [all, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (!all) return null;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}
