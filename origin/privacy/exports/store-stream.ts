import type { ObjectStore } from '../../../platform/object-store/object-store.ts';

type Options = {
  contentType: string;
  /** About; decides the size of the parts, of which there are at most 10,000. */
  expectedBytes: number;
  /** Asked after each part; false gives up. */
  onProgress: (doneBytes: number) => Promise<boolean>;
};

const smallestPartBytes = 8 * 1024 ** 2;

/**
 * Stores a stream of unknown length, holding one part in memory. What an attempt before has left is forgotten first.
 * The size; null when it was given up, and then there is no object.
 */
export async function storeStream(
  objects: Pick<
    ObjectStore,
    'createMultipartUpload' | 'putPart' | 'completeMultipartUpload' | 'abortMultipartUpload' | 'listMultipartUploads'
  >,
  key: string,
  stream: ReadableStream<Uint8Array>,
  { contentType, expectedBytes, onProgress }: Options,
): Promise<number | null> {
  for await (const stale of objects.listMultipartUploads(key)) await objects.abortMultipartUpload(stale);
  const partSizeBytes = Math.max(smallestPartBytes, Math.ceil(expectedBytes / 9_000));
  const { uploadId } = await objects.createMultipartUpload(key, { contentType, partSizeBytes });
  const upload = { key, uploadId };
  const parts: { partNumber: number; etag: string }[] = [];
  const buffer = new Uint8Array(partSizeBytes);
  let [filledBytes, sizeBytes] = [0, 0];
  const send = async () => {
    const partNumber = parts.length + 1;
    const { etag } = await objects.putPart({ ...upload, partNumber }, buffer.subarray(0, filledBytes));
    parts.push({ partNumber, etag });
    filledBytes = 0;
    return onProgress(sizeBytes);
  };
  try {
    for await (const chunk of stream) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + partSizeBytes - filledBytes);
        buffer.set(piece, filledBytes);
        at += piece.length;
        filledBytes += piece.length;
        sizeBytes += piece.length;
        if (filledBytes < partSizeBytes) continue;
        if (await send()) continue;
        await objects.abortMultipartUpload(upload);
        return null;
      }
    }
    if (filledBytes > 0) await send();
    await objects.completeMultipartUpload({ ...upload, parts });
    return sizeBytes;
  } catch (error) {
    await objects.abortMultipartUpload(upload).catch(() => {});
    throw error;
  }
}
