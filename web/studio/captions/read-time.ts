/**
 * A time as people write it, in milliseconds: `75`, `1:15.5`, `0:01:15,500`, also in Arabic digits. Null for what is none.
 */
export function readTime(text: string): number | null {
  const latin = text
    .trim()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace('٫', '.');
  const [all, hours = '0', minutes, seconds = '', fraction = ''] =
    /^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(latin) ?? [];
  if (all === undefined) return null;
  if (minutes !== undefined && (Number(minutes) > 59 || Number(seconds) > 59)) return null;
  const wholeSec = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return wholeSec * 1000 + Number(fraction.padEnd(3, '0'));
}
