const byExtension = new Map(
  Object.entries({
    m3u8: 'application/vnd.apple.mpegurl', // RFC 8216 §10
    mpd: 'application/dash+xml', // ISO/IEC 23009-1 annex C
    mp4: 'video/mp4',
    m4s: 'video/iso.segment', // RFC 6381, registered with ISO BMFF segments
    vtt: 'text/vtt; charset=utf-8',
    jpg: 'image/jpeg',
    png: 'image/png',
    webp: 'image/webp',
    avif: 'image/avif',
  }),
);

/** The Content-Type of a media object, from its key; unknown extensions are opaque bytes. */
export function contentTypeOf(key: string): string {
  return byExtension.get(key.slice(key.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
}

/** Manifests may change (an event playlist grows); every other object below a generation never does. */
export function isManifest(key: string): boolean {
  return key.endsWith('.m3u8') || key.endsWith('.mpd');
}
