import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

/** What pages need only now and then: built from web/libraries/, each by itself. Shaka's builds share one API, so the full one's types stand for each. */
type Libraries = {
  'shaka-dash.js': { default: typeof shaka };
  'shaka-hls.js': { default: typeof shaka };
  'uppy.js': typeof import('./libraries/uppy.ts');
};

/** Public path of each, its content hash in the name. The build puts the object in this name's place. */
declare const KINORA_LIBRARIES: Record<keyof Libraries, string>;

const failures = new Map<keyof Libraries, number>();

/**
 * Rejects when it cannot be fetched; the next call tries again. Under the same URL a browser would not for as long as the
 * page lives, so a fragment makes it another (HTML, "fetch a single module script": the module map keeps failures).
 */
export async function loadLibrary<Name extends keyof Libraries>(name: Name): Promise<Libraries[Name]> {
  const failed = failures.get(name) ?? 0;
  const url = KINORA_LIBRARIES[name] + (failed === 0 ? '' : `#${failed}`);
  try {
    return (await import(url)) as Libraries[Name]; // what the build made under this name
  } catch (error) {
    failures.set(name, failed + 1);
    throw error;
  }
}
