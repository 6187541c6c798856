/** True when `Accept-Encoding` (RFC 9110 §12.5.3) names gzip, or `*`, with a weight above 0. */
export function acceptsGzip(header: string | null): boolean {
  if (header === null) return false;
  let any = false;
  for (const item of header.toLowerCase().split(',')) {
    const [, coding, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q=([\d.]+))?\s*$/.exec(item) ?? [];
    if (coding === 'gzip' || coding === 'x-gzip') return Number(weight) > 0;
    if (coding === '*') any = Number(weight) > 0;
  }
  return any;
}
