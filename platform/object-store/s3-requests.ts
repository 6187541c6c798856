import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../shared/errors.ts';
import type { ObjectInfo, PutOptions } from './object-store.ts';
import { addContentMd5 } from './s3-content-md5.ts';

export type S3Options = {
  bucket: string;
  /** Without one: AWS of `region`. */
  endpoint?: string;
  /** The bucket's name in the path instead of the host. Default: with an endpoint of one's own, which all of them take. */
  forcePathStyle?: boolean;
  /** Where clients reach the store, when that differs from `endpoint`; only part URLs use it. */
  publicEndpoint?: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Files above this go up in parts of it; at least 5 MiB. */
  partSizeBytes?: number;
  /** Objects above this are copied in parts of it; at least 5 MiB, and 5 GiB unless set. */
  copyPartBytes?: number;
};

type S3ConnectOptions = Pick<S3Options, 'region' | 'accessKeyId' | 'secretAccessKey' | 'forcePathStyle'>;

/** Checksums only where S3 demands them: any other breaks presigned and streamed bodies on R2, radosgw and Swift. */
export function connectS3(options: S3ConnectOptions, endpoint: string | undefined): S3Client {
  const { region, accessKeyId, secretAccessKey, forcePathStyle } = options;
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    // A store that accepts connections and says nothing must not hold a request for ever.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 300_000, throwOnRequestTimeout: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
  });
  addContentMd5(client);
  return client;
}

export const goneCodes = new Set(['NoSuchKey', 'NoSuchUpload', 'NotFound']);

/** Servers disagree on which of these names a gone upload, and HEAD has no body to name one in. */
export async function nullIfGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && goneCodes.has(error.name)) return null;
    if (error instanceof Error && error.name === 'InvalidRange')
      throw new AppError('range_not_satisfiable', 'the range starts behind the end', { cause: error });
    throw error;
  }
}

export function objectInfo(
  found: { ETag?: string | undefined; ContentType?: string | undefined; LastModified?: Date | undefined },
  sizeBytes: number,
): ObjectInfo {
  return {
    sizeBytes,
    etag: found.ETag ?? '""',
    contentType: found.ContentType ?? 'application/octet-stream',
    lastModified: found.LastModified ?? new Date(0),
  };
}

export function objectHeaders({ contentType, cacheControl }: PutOptions) {
  return { ContentType: contentType, ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }) };
}

/** A stream of one slice of a file, opened when the request reads it. */
export function fileBody(path: string, start: number, lengthBytes: number): Readable | Uint8Array {
  if (lengthBytes === 0) return new Uint8Array(0);
  return createReadStream(path, { start, end: start + lengthBytes - 1, highWaterMark: 256 * 1024 });
}

/** The SDK types the global stream of its own DOM library; it is the same object. */
export function webStream(stream: object): ReadableStream<Uint8Array> {
  return stream as ReadableStream<Uint8Array>;
}

export function emptyRange(info: ObjectInfo | null) {
  return info && { info, body: new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }) };
}
