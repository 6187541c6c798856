/**
 * Headers of every HTML page. Scripts run only with the page's nonce, and what those import. Styles are allowed inline because
 * media-chrome's shadow roots carry <style> elements, which a nonce cannot reach.
 * `frameAncestors`: 'none' everywhere but on the embeddable player, where it is the hosts that may embed, or `*`.
 * `connectTo`: one more origin for what scripts send.
 */
export function pageHeaders(nonce: string, frameAncestors: string, connectTo?: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store', // a page carries signed URLs
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' 'strict-dynamic'`,
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "media-src 'self' blob: data:", // MediaSource object URLs; the empty tracks that Shaka writes captions into
      `connect-src 'self'${connectTo === undefined ? '' : ` ${connectTo}`}`,
      "font-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      `frame-ancestors ${frameAncestors}`,
    ].join('; '),
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    ...(frameAncestors !== "'none'" ? {} : { 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' }),
  };
}

/** Headers of every answer. `no-referrer`: playback tokens stand in URLs and must not travel to other sites. */
export function commonHeaders(requestId: string, overTls: boolean): Record<string, string> {
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(overTls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
