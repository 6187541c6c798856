import type { ByteRange, RangeRequest } from './byte-range.ts';

/** One stored object, or a part of it. `etag` carries its double quotes, as in HTTP. */
export type OpenedMedia = {
  sizeBytes: number;
  etag: string;
  /** The part `body` holds; null: all of it. `unsatisfiable`: the asked range lies outside, there is no body. */
  part: ByteRange | 'unsatisfiable' | null;
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
  /** The same object, or `read` of it, asked for again because `error` broke the body off; absent when that is of no use. */
  elsewhere?: ((error: unknown, read?: MediaRead) => Promise<OpenedMedia | null>) | undefined;
  /** Until when the copy that it comes from may be used; absent when it comes from no copy. */
  keptUntilMs?: number;
};

export type MediaRead = { range: RangeRequest | null /** Only size and ETag; `body` stays null. */; headOnly: boolean };

/** Where the bytes of published media come from. Keys are object keys without a leading slash. */
export type MediaStore = {
  /** Null when there is no such object. Throws `AppError` `unavailable` when the store cannot be asked. */
  open(key: string, read: MediaRead): Promise<OpenedMedia | null>;
};

export type CachedMedia = {
  sizeBytes: number;
  etag: string;
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  keptUntilMs: number;
};

/** Whole small objects near the viewer. May forget anything at any time; never throws. */
export type MediaCache = {
  get(key: string): Promise<CachedMedia | null>;
  put(key: string, object: { etag: string; bytes: Uint8Array<ArrayBuffer> }, maxAgeSec: number): Promise<void>;
};
