import type { ByteRange } from './byte-range.ts';
import type { MediaStore, OpenedMedia } from './media-store.ts';

/** What is no longer than this passes the worker's code by: whoever asked for it has lost little, and asks again. */
const MIN_CONTINUED_BYTES = 8 * 1024 * 1024;
/** As much as a connection usually has ready, so that few reads carry many bytes. */
const BUFFER_BYTES = 256 * 1024;

/**
 * `store`, whose long bodies go on from the next store at the byte where one broke off or ended early. Only the very version
 * that was begun is continued (RFC 9110 §8.8.1: strong ETag, and size); otherwise the body breaks off.
 */
export function createUnbrokenStore(store: MediaStore): MediaStore {
  return {
    async open(key, read) {
      const opened = await store.open(key, read);
      return opened && unbroken(opened);
    },
  };
}

function unbroken(opened: OpenedMedia): OpenedMedia {
  const { sizeBytes, part, body, elsewhere, etag } = opened;
  if (!elsewhere || part === 'unsatisfiable' || !(body instanceof ReadableStream) || !isStrong(etag)) return opened;
  const { start, end } = part ?? { start: 0, end: sizeBytes - 1 };
  if (end - start + 1 <= MIN_CONTINUED_BYTES) return opened;
  const { readable, writable } = new FixedLengthStream(end - start + 1);
  // Both ends hear of a failure; there is nobody else to tell.
  passOn(opened, body, { start, end }, writable.getWriter()).catch(() => undefined);
  return { ...opened, body: readable };
}

/** One buffer goes back and forth: new ones for each reading would wait for the garbage collector by the hundred. */
async function passOn(
  { sizeBytes, etag, elsewhere }: OpenedMedia,
  body: ReadableStream<Uint8Array>,
  { start, end }: ByteRange,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  let source = { reader: body.getReader({ mode: 'byob' }), elsewhere };
  let position = start;
  const newBuffer = () => new ArrayBuffer(Math.min(BUFFER_BYTES, end - start + 1));
  let buffer = newBuffer();

  const read = async () => {
    // Never more than was promised, whatever the store sends.
    const view = new Uint8Array(buffer, 0, Math.min(buffer.byteLength, end - position + 1));
    const { value } = await source.reader.read(view);
    if (!value?.length) throw new Error(`a media store ended at byte ${position} instead of ${end}`);
    return value;
  };
  const goOn = async (error: unknown) => {
    const rest = { kind: 'from', start: position, end } as const;
    const other = await source.elsewhere?.(error, { range: rest, headOnly: false });
    if (!(other?.body instanceof ReadableStream)) throw error;
    const isRest = typeof other.part === 'object' && other.part?.start === position && other.part.end === end;
    if (!isRest || other.sizeBytes !== sizeBytes || other.etag !== etag) {
      await other.body.cancel();
      throw error;
    }
    return { reader: other.body.getReader({ mode: 'byob' }), elsewhere: other.elsewhere };
  };

  try {
    while (position <= end) {
      const bytes = await read().catch(async (error: unknown) => {
        source = await goOn(error);
        buffer = newBuffer();
        return null;
      });
      if (!bytes) continue;
      await writer.write(bytes);
      position += bytes.length;
      buffer = bytes.buffer;
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  } finally {
    await source.reader.cancel();
  }
}

const isStrong = (etag: string) => /^"[^"]+"$/.test(etag);
