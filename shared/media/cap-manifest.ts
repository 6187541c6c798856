import { generationFiles } from './object-keys.ts';
import { renditionHeightOf } from './rendition-height.ts';

/** True for the manifests that list renditions side by side; a rendition's own playlist is asked for or not. */
export function listsRenditions(path: string): boolean {
  return path === generationFiles.hlsMaster || path === generationFiles.dashManifest;
}

/**
 * The manifest at `path` (below the generation's prefix) without the renditions above `maxHeight` (short side, pixels; 0
 * keeps all). Sound, captions and pictures stay; what cannot be told to be below the cap goes.
 */
export function capManifest(path: string, manifest: string, maxHeight: number): string {
  if (maxHeight === 0 || !listsRenditions(path)) return manifest;
  const isAllowed = (uri: string) => renditionHeightOf(resolve(path, uri)) <= maxHeight;
  return path === generationFiles.hlsMaster ? capHls(manifest, isAllowed) : capDash(manifest, isAllowed, maxHeight);
}

/** RFC 8216 §4.3.4.2 (variants: a tag, then a line with the URI) and §4.3.4.3 (I-frame playlists: a URI attribute). */
function capHls(manifest: string, isAllowed: (uri: string) => boolean): string {
  const kept: string[] = [];
  let variant: string[] = [];
  for (const line of manifest.split('\n')) {
    if (line.startsWith('#EXT-X-I-FRAME-STREAM-INF:') && !isAllowed(/\bURI="([^"]*)"/.exec(line)?.[1] ?? '')) continue;
    if (line.startsWith('#EXT-X-STREAM-INF:') || variant.length > 0) variant.push(line);
    else kept.push(line);
    if (variant.length > 0 && line.trim() !== '' && !line.startsWith('#')) {
      if (isAllowed(line.trim())) kept.push(...variant);
      variant = [];
    }
  }
  return kept.join('\n');
}

/** ISO/IEC 23009-1 §5.3.5. Sets that lose all they hold go too, and the sizes that no longer hold for the others. */
function capDash(manifest: string, isAllowed: (uri: string) => boolean, maxHeight: number): string {
  return manifest
    .replace(/[ \t]*<Representation\b(?:[^>]*\/>|[\s\S]*?<\/Representation>)\n?/g, (element) => {
      const uris = [...element.matchAll(/\b(?:initialization|media)="([^"]*)"|<BaseURL>([^<]*)</g)];
      const isKept =
        uris.length > 0
          ? uris.every(([, attribute, text]) => isAllowed(attribute ?? text ?? ''))
          : Math.min(size(element, 'width'), size(element, 'height')) <= maxHeight;
      return isKept ? element : '';
    })
    .replace(/[ \t]*<AdaptationSet\b[^>]*>[\s\S]*?<\/AdaptationSet>\n?/g, (set) =>
      set.includes('<Representation') ? set.replace(/ max(?:Width|Height)="\d+"/g, '') : '',
    );
}

function size(element: string, name: 'width' | 'height'): number {
  return Number(new RegExp(`\\s${name}="(\\d+)"`).exec(element)?.[1] ?? Number.POSITIVE_INFINITY);
}

/** `uri`, as it stands in the file at `path`, as a path below the generation. */
function resolve(path: string, uri: string): string {
  return URL.parse(uri, `http://generation/${path}`)?.pathname.slice(1) ?? '';
}
