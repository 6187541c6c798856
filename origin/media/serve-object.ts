import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { contentTypeOf, isManifest } from '../../shared/media/content-types.ts';
import { matchesEtag } from './matches-etag.ts';
import { parseRange } from './parse-range.ts';

/** Answers GET or HEAD for one object, with ranges and validators. Throws `not_found` and `range_not_satisfiable`. */
export async function serveObject(objects: ObjectStore, key: string, request: Request): Promise<Response> {
  const info = await objects.head(key);
  if (!info) throw new AppError('not_found', 'there is no such object');
  const headers = new Headers({
    etag: info.etag,
    'last-modified': info.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'content-type': contentTypeOf(key),
    'cache-control': isManifest(key) ? 'no-cache' : 'public, max-age=31536000, immutable',
  });
  if (matchesEtag(request.headers.get('if-none-match'), info.etag)) return new Response(null, { status: 304, headers });

  // An If-Range of another version asks for the whole of this one (RFC 9110 §13.1.5).
  const ifRange = request.headers.get('if-range');
  const wanted = ifRange === null || ifRange === info.etag ? request.headers.get('range') : null;
  const range = request.method === 'HEAD' ? null : parseRange(wanted, info.sizeBytes);
  if (range === 'unsatisfiable')
    throw new AppError('range_not_satisfiable', `the object has ${info.sizeBytes} bytes`, {
      headers: { 'content-range': `bytes */${info.sizeBytes}` },
    });
  const lengthBytes = range ? range.end - range.start + 1 : info.sizeBytes;
  headers.set('content-length', String(lengthBytes));
  if (range) headers.set('content-range', `bytes ${range.start}-${range.end}/${info.sizeBytes}`);
  const status = range ? 206 : 200;
  if (request.method === 'HEAD' || lengthBytes === 0) return new Response(null, { status, headers });

  // A file is sent by the kernel and with its length; a stream goes out in chunks.
  const path = objects.localPath(key);
  if (path !== null) {
    const file = Bun.file(path);
    return new Response(range ? file.slice(range.start, range.end + 1) : file, { status, headers });
  }
  const object = await objects.get(key, range ? { range } : {});
  if (!object) throw new AppError('not_found', 'there is no such object');
  headers.set(internalHeaders.bodySize, String(lengthBytes));
  return new Response(object.body, { status, headers });
}
