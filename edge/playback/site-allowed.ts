/** True when `host` (with its port, if it has one) is on the list; `*.example.com` stands for all hosts below it. */
export function siteAllowed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) =>
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length >= pattern.length : host === pattern,
  );
}

/** Destinations of a request for a page inside another page (Fetch Metadata §2.1). */
const FRAMES = new Set(['iframe', 'frame', 'embed', 'object']);

/**
 * Host of the other site whose page makes this request or frames its answer: from `Origin`, else, for what goes into a
 * frame, from `Referer`. '' when there is such a site and it hides its name; null for our own pages, for pages of their
 * own and for programs.
 */
export function askingSite(headers: Headers, publicHost: string): string | null {
  const origin = headers.get('origin');
  if (origin !== null) return foreign(URL.parse(origin)?.host ?? '', publicHost);
  if (!FRAMES.has(headers.get('sec-fetch-dest') ?? '')) return null;
  if (headers.get('sec-fetch-site') === 'same-origin') return null;
  return foreign(URL.parse(headers.get('referer') ?? '')?.host ?? '', publicHost);
}

function foreign(host: string, publicHost: string): string | null {
  return host === publicHost ? null : host;
}
