const known = new Map<string, boolean>();
/** Browsers and players send a handful of different ones. */
const MAX_KNOWN = 100;

/** True when `Accept-Encoding` (RFC 9110 §12.5.3) names gzip, or `*`, with a weight above 0. */
export function acceptsGzip(header: string | null): boolean {
  if (header === null) return false;
  const before = known.get(header);
  if (before !== undefined) return before;
  const accepts = readHeader(header);
  if (known.size < MAX_KNOWN && header.length <= 100) known.set(header, accepts);
  return accepts;
}

function readHeader(header: string): boolean {
  let any = false;
  for (const item of header.toLowerCase().split(',')) {
    const [, coding, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q=([\d.]+))?\s*$/.exec(item) ?? [];
    if (coding === 'gzip' || coding === 'x-gzip') return Number(weight) > 0;
    if (coding === '*') any = Number(weight) > 0;
  }
  return any;
}
