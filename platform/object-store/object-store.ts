/** Inclusive at both ends and already resolved against the object's size, as in a `Content-Range`. */
export type ByteRange = { start: number; end: number };

export type ObjectInfo = {
  sizeBytes: number;
  /** A strong entity tag with its double quotes (RFC 9110 §8.8.3). */
  etag: string;
  contentType: string;
  lastModified: Date;
};

export type StoredPart = { partNumber: number; etag: string; sizeBytes: number };
export type ListedObject = { key: string; sizeBytes: number; lastModified: Date };
/** `startedAt` is when the upload was made, however new its parts are. */
export type ListedUpload = { key: string; uploadId: string; startedAt: Date };
export type PutOptions = { contentType: string; cacheControl?: string };

/**
 * Where originals and media live: S3, R2 or a directory. Keys are `/`-separated UTF-8 names of at most 1,024 bytes
 * without empty, `.` or `..` segments; any other key is refused with `validation_failed`.
 */
export type ObjectStore = {
  /** `partSizeBytes`: of every part but the last, where the caller knows it; a disk then puts parts where they belong. */
  createMultipartUpload(
    key: string,
    options: { contentType: string; partSizeBytes?: number },
  ): Promise<{ uploadId: string }>;
  /** A URL that accepts one PUT body of exactly `sizeBytes` as this part, without further credentials. */
  signPartUrl(part: {
    key: string;
    uploadId: string;
    partNumber: number;
    sizeBytes: number;
    expiresInSec: number;
  }): Promise<{ url: string; expiresAt: Date }>;
  /**
   * Stores a part whose bytes came through this process. S3 wants 5 MiB at least of every part but the last, R2 the
   * same size of all of them. Throws `not_found` when there is no such upload.
   */
  putPart(part: { key: string; uploadId: string; partNumber: number }, bytes: Uint8Array): Promise<{ etag: string }>;
  /**
   * Stored parts by rising number; `null` when there is no such upload: completed (of which Swift still lists the parts),
   * aborted or never made.
   */
  listParts(upload: { key: string; uploadId: string }): Promise<StoredPart[] | null>;
  /**
   * Makes the object from exactly `parts`, in the order of their numbers, visible all at once. Repeating a call that
   * succeeded succeeds. Throws `part_mismatch` when a part is missing or has another etag, `upload_not_open` when the
   * upload is gone and the object is not these parts.
   */
  completeMultipartUpload(upload: {
    key: string;
    uploadId: string;
    parts: { partNumber: number; etag: string }[];
  }): Promise<void>;
  /** Forgets the upload and its parts; harmless when there is none. */
  abortMultipartUpload(upload: { key: string; uploadId: string }): Promise<void>;
  /** Every multipart upload under way whose key starts with `prefix`, in no promised order. */
  listMultipartUploads(prefix: string): AsyncIterable<ListedUpload>;
  head(key: string): Promise<ObjectInfo | null>;
  /**
   * `info` describes the whole object whatever the range; `range_not_satisfiable` when that starts behind the end.
   * Read `body` to its end or cancel it.
   */
  get(
    key: string,
    options?: { range?: ByteRange },
  ): Promise<{ info: ObjectInfo; body: ReadableStream<Uint8Array> } | null>;
  /** Atomic: readers see the old object or the new one. */
  putFile(key: string, path: string, options: PutOptions): Promise<void>;
  putBytes(key: string, bytes: Uint8Array, options: PutOptions): Promise<void>;
  /** Makes `toKey` the same object as `fromKey` without its bytes passing this process. Throws `not_found`. Atomic. */
  copy(fromKey: string, toKey: string): Promise<void>;
  /** Throws `not_found`; a failed or aborted download leaves nothing at `path`. */
  downloadTo(key: string, path: string, options?: { signal?: AbortSignal }): Promise<void>;
  /** A path that can be opened for reading when the store is this machine's disk, else `null`. */
  localPath(key: string): string | null;
  /** Every object whose key starts with `prefix`, in no promised order. */
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Removes what writers that died before `before` left half-written, outside of every object and upload. */
  removeLeftovers(before: Date): Promise<void>;
  /** Harmless for keys that do not exist. */
  delete(keys: string[]): Promise<void>;
};
