import { AppError } from '../../shared/errors.ts';
import { requestIdHeader } from '../../shared/http-headers.ts';
import { contentTypeOf, isManifest } from '../../shared/media/content-types.ts';
import { generationFiles, smallPosterFile } from '../../shared/media/object-keys.ts';
import { acceptsGzip } from '../http/accepts-gzip.ts';
import { packedBody } from '../http/gzip.ts';
import { parseRange, type RangeRequest, resolveRange } from './byte-range.ts';
import { IMMUTABLE_MAX_AGE_SEC, MANIFEST_MAX_AGE_SEC } from './cached-store.ts';
import type { KeptManifests } from './kept-manifests.ts';
import type { MediaRead, MediaStore, OpenedMedia } from './media-store.ts';
import type { TextVariant, TextVariants } from './text-variants.ts';

export type DeliveryDeps = { store: MediaStore; texts: TextVariants; kept: KeptManifests };

export type AskedFor = Pick<Request, 'method' | 'headers'>;

const MIN_STREAMED_BYTES = 128 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** An object that the caller has been authorised for. */
export type Delivery = {
  key: string;
  /** What follows the generation. */
  file: string;
  /** Highest rendition that manifests may name; 0 for all. */
  ladderCap: number;
};

/** The answer to a plain GET of a manifest that this isolate has ready; null for everything else. */
export function deliverKept(request: AskedFor, delivery: Delivery, deps: DeliveryDeps, requestId: string) {
  const { method, headers } = request;
  if (method !== 'GET' || headers.get('range') !== null || headers.get('if-none-match') !== null) return null;
  const gzip = acceptsGzip(headers.get('accept-encoding'));
  const manifest = deps.kept.get(delivery.key, { ladderCap: delivery.ladderCap, gzip });
  if (!manifest) return null;
  // The runtime copies a `Headers` of its own in a fraction of the time that it takes to read a dozen from an object.
  const response = new Response(manifest.bytes, manifest.init);
  response.headers.set(requestIdHeader, requestId);
  return response;
}

/**
 * Answers GET and HEAD for one object: ranges, conditions, and gzip and the ladder cap for texts. `headers` go on every
 * answer. Plain objects throughout, since each call on `Headers` crosses into C++.
 */
export async function deliverMedia(
  request: AskedFor,
  delivery: Delivery,
  { store, texts, kept }: DeliveryDeps,
  headers: Record<string, string>,
): Promise<Response> {
  const { key, ladderCap } = delivery;
  const isHead = request.method === 'HEAD';
  const isText = isManifest(key) || key.endsWith('.vtt');
  // RFC 9110 §14.2: a Range on anything but GET is ignored.
  const range = isHead ? null : parseRange(request.headers.get('range'));
  const variantFor = (wanted: RangeRequest | null): TextVariant => ({
    ladderCap,
    gzip: wanted === null && acceptsGzip(request.headers.get('accept-encoding')),
  });
  const read = async (wanted: RangeRequest | null) =>
    isText
      ? openText(delivery, wanted, variantFor(wanted), store, texts)
      : withoutEncoding(await openFile(delivery, { range: wanted, headOnly: isHead }, store));

  let opened = await read(range);
  if (opened && range && !isUnchanged(request.headers.get('if-range'), opened.etag)) {
    discard(opened);
    opened = await read(null);
  }
  if (!opened) throw new AppError('not_found', 'no such media');
  const { keptUntilMs: untilMs } = opened;
  const keep = (bytes: Uint8Array<ArrayBuffer>, sent: Record<string, string>) => {
    if (untilMs === undefined) return;
    const init = { headers: new Headers(sent), encodeBody: opened.gzip ? 'manual' : 'automatic' } as const;
    kept.put(key, variantFor(null), { bytes, init, untilMs });
  };
  return answer(request, key, opened, isText ? { ...headers, vary: 'Accept-Encoding' } : headers, keep);
}

type Encoded = OpenedMedia & { gzip: boolean };

const withoutEncoding = (opened: OpenedMedia | null): Encoded | null => opened && { ...opened, gzip: false };

/** A set that is still growing, or was made before there were small posters, has the large one alone. */
async function openFile({ key, file }: Delivery, read: MediaRead, store: MediaStore): Promise<OpenedMedia | null> {
  const opened = await store.open(key, read);
  if (opened || file !== smallPosterFile) return opened;
  return store.open(`${key.slice(0, -file.length)}${generationFiles.poster}`, read);
}

/** Texts are read whole, whatever is asked of them, and then cut; a range is one of the plain text. */
async function openText(
  { key, file }: Delivery,
  range: RangeRequest | null,
  variant: TextVariant,
  store: MediaStore,
  texts: TextVariants,
): Promise<Encoded | null> {
  const opened = await store.open(key, { range: null, headOnly: false });
  if (!opened?.body) return null;
  const stored =
    opened.body instanceof ReadableStream ? new Uint8Array(await new Response(opened.body).arrayBuffer()) : opened.body;
  const { etag, bytes, ...text } = await texts.make({ key, file, etag: opened.etag, bytes: stored }, variant);
  if (!range) return { ...opened, sizeBytes: bytes.length, etag, body: bytes, gzip: text.gzip };
  const part = resolveRange(range, bytes.length);
  return part
    ? { sizeBytes: bytes.length, etag, part, body: bytes.subarray(part.start, part.end + 1), gzip: false }
    : { sizeBytes: bytes.length, etag, part: 'unsatisfiable', body: null, gzip: false };
}

function answer(
  request: AskedFor,
  key: string,
  { sizeBytes, etag, part, body, gzip }: Encoded,
  common: Record<string, string>,
  keep: (bytes: Uint8Array<ArrayBuffer>, sent: Record<string, string>) => void,
): Response {
  const headers: Record<string, string> = {
    ...common,
    'accept-ranges': 'bytes',
    // Private: the URL holds a viewer's token, and a shared cache would go on serving it after its expiry.
    // The viewer's own browser may keep the bytes for good; the token-less copy is shared behind this check.
    'cache-control': isManifest(key)
      ? `private, max-age=${MANIFEST_MAX_AGE_SEC}`
      : `private, max-age=${IMMUTABLE_MAX_AGE_SEC}, immutable`,
    etag,
  };
  if (etagMatches(request.headers.get('if-none-match'), etag)) {
    discard({ body });
    return new Response(null, { status: 304, headers });
  }
  if (part === 'unsatisfiable')
    throw new AppError('range_not_satisfiable', 'the range lies outside the object', {
      headers: { 'content-range': `bytes */${sizeBytes}` },
    });
  headers['content-type'] = contentTypeOf(key);
  headers['content-length'] = `${part ? part.end - part.start + 1 : sizeBytes}`;
  if (part) headers['content-range'] = `bytes ${part.start}-${part.end}/${sizeBytes}`;
  if (gzip) headers['content-encoding'] = 'gzip';
  if (part === null && isManifest(key) && body instanceof Uint8Array && request.method === 'GET') keep(body, headers);
  const init: ResponseInit = { status: part ? 206 : 200, headers, ...(gzip ? packedBody : {}) };
  return new Response(request.method === 'HEAD' ? null : uncopied(body), init);
}

/**
 * Bytes of some size as a stream: given as an array, the runtime would copy them and keep the copy until the next garbage
 * collection, a megabyte for each answer. From a stream it copies a chunk when the viewer's line takes it.
 */
function uncopied(body: Encoded['body']): Encoded['body'] {
  if (!(body instanceof Uint8Array) || body.length < MIN_STREAMED_BYTES) return body;
  const source = {
    start(controller: ReadableStreamDefaultController<Uint8Array>) {
      for (let at = 0; at < body.length; at += CHUNK_BYTES) controller.enqueue(body.subarray(at, at + CHUNK_BYTES));
      controller.close();
    },
    expectedLength: body.length, // workerd's own: without it there would be no Content-Length
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

function discard({ body }: Pick<OpenedMedia, 'body'>): void {
  if (body instanceof ReadableStream) void body.cancel().catch(() => undefined);
}

/** RFC 9110 §13.1.5: true when the range still applies. Only a strong ETag can say so: no date is ever sent. */
function isUnchanged(ifRange: string | null, etag: string): boolean {
  return ifRange === null || (ifRange === etag && !etag.startsWith('W/'));
}

/** RFC 9110 §13.1.2, with its weak comparison. */
function etagMatches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag.replace(/^W\//, '');
  });
}
