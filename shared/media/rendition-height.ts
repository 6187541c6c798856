/**
 * The height (short side, in pixels) of the rendition that a file below `generationPrefix` belongs to, from its rung's
 * name: `720p/00001.m4s`, `hls/720p-iframes.m3u8`, `360p-trick/init.mp4`. 0 for what all renditions share: manifests of
 * the whole set, audio, captions, images. Infinity for anything else, so that a cap shuts out what it does not know.
 */
export function renditionHeightOf(path: string): number {
  const slash = path.indexOf('/');
  const folder = path.slice(0, Math.max(slash, 0));
  const name = folder === 'hls' ? path.slice(slash + 1).replace(/\.m3u8$/, '') : folder;
  const rung = /^([1-9]\d{1,3})p(?:-|$)/.exec(name)?.[1];
  if (rung !== undefined) return Number(rung);
  return /^(?:audio|captions|images|dash|master)(?:-|$)/.test(name) ? 0 : Number.POSITIVE_INFINITY;
}
