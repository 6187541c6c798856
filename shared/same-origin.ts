/**
 * True when a page of `publicOrigin` sent the request: by Fetch Metadata where the browser sends it, else by the Origin
 * header. From a browser one of them always comes with a request that is unsafe (RFC 9110 §9.2.1).
 */
export function isFromOwnPage(headers: Headers, publicOrigin: string): boolean {
  const site = headers.get('sec-fetch-site');
  return site === null ? headers.get('origin') === publicOrigin : site === 'same-origin';
}

/** Methods that change nothing. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
