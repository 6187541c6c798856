import { join } from 'node:path';
import { checkedKey } from './object-key.ts';

// objects/   the objects under their keys, one file each
// metadata/  <same path>.json: what the file itself cannot tell
// uploads/   <upload id>/: upload.json and the parts of an open multipart upload
// temporary/ files on their way into objects/ or out of uploads/
export type FilesystemLayout = { objects: string; metadata: string; uploads: string; temporary: string };

/** File names end at 255 bytes on every common file system. */
const maxNameLength = 200;

export function filesystemLayout(rootDir: string): FilesystemLayout {
  return {
    objects: join(rootDir, 'objects'),
    metadata: join(rootDir, 'metadata'),
    uploads: join(rootDir, 'uploads'),
    temporary: join(rootDir, 'temporary'),
  };
}

/** The relative path of `key`, percent-encoded by segment; a name too long goes on in a folder whose name ends in `%`. */
export function keyToPath(key: string): string {
  return checkedKey(key).split('/').map(encodeSegment).join('/');
}

/** The inverse of `keyToPath`; `null` for a path that no key leads to. */
export function pathToKey(path: string): string | null {
  try {
    const key = path.replaceAll('%/', '').split('/').map(decodeURIComponent).join('/');
    return keyToPath(key) === path ? key : null;
  } catch {
    return null;
  }
}

/** The folder below which every key that starts with `prefix` lies; `null` when no key can. */
export function prefixFolder(prefix: string): string | null {
  const parent = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
  if (parent === '') return prefix.startsWith('/') ? null : '';
  try {
    return keyToPath(parent);
  } catch {
    return null;
  }
}

function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment);
  const pieces: string[] = [];
  for (let at = 0; at < encoded.length; at += maxNameLength) pieces.push(encoded.slice(at, at + maxNameLength));
  return pieces.join('%/');
}
