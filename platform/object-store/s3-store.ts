import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../shared/errors.ts';
import { multipartEtag, verifiedParts } from './multipart-etag.ts';
import { checkedKey, checkedPartNumber } from './object-key.ts';
import type { ObjectInfo, ObjectStore, StoredPart } from './object-store.ts';
import { copyObject } from './s3-copy.ts';
import {
  connectS3,
  emptyRange,
  fileBody,
  goneCodes,
  nullIfGone,
  objectHeaders,
  objectInfo,
  type S3Options,
  webStream,
} from './s3-requests.ts';

const mebibyte = 1 << 20;
const maxKeysPerDelete = 1000;

/** Objects in an S3 bucket. Sends no ACL (R2 and B2 refuse them) and no checksum a presigned or streamed body would break. */
export function createS3Store(options: S3Options): ObjectStore {
  const { bucket: Bucket } = options;
  const partSizeBytes = options.partSizeBytes ?? 64 * mebibyte;
  const client = connectS3(options, options.endpoint);
  const signingClient = connectS3(options, options.publicEndpoint ?? options.endpoint);

  const listParts = async (Key: string, UploadId: string): Promise<StoredPart[] | null> => {
    const parts: StoredPart[] = [];
    let marker: string | undefined;
    do {
      const PartNumberMarker = marker;
      const page = await nullIfGone(
        client.send(
          new ListPartsCommand({
            Bucket,
            Key,
            UploadId,
            ...(PartNumberMarker === undefined ? {} : { PartNumberMarker }),
          }),
        ),
      );
      if (!page) return null;
      for (const { PartNumber, ETag, Size } of page.Parts ?? [])
        if (PartNumber !== undefined && ETag !== undefined)
          parts.push({ partNumber: PartNumber, etag: ETag, sizeBytes: Size ?? 0 });
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts.sort((a, b) => a.partNumber - b.partNumber);
  };

  const head = async (key: string): Promise<ObjectInfo | null> => {
    const found = await nullIfGone(client.send(new HeadObjectCommand({ Bucket, Key: checkedKey(key) })));
    return found && objectInfo(found, found.ContentLength ?? 0);
  };

  const complete = async (Key: string, UploadId: string, parts: readonly { partNumber: number; etag: string }[]) =>
    client.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })) },
      }),
    );

  const abort = (Key: string, UploadId: string) =>
    nullIfGone(client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));

  const putLargeFile = async (Key: string, path: string, sizeBytes: number, headers: object) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...headers }));
    if (UploadId === undefined) throw new Error('the object store answered no upload id');
    try {
      const parts: { partNumber: number; etag: string }[] = [];
      for (let start = 0; start < sizeBytes; start += partSizeBytes) {
        const partNumber = parts.length + 1;
        const ContentLength = Math.min(partSizeBytes, sizeBytes - start);
        const Body = fileBody(path, start, ContentLength);
        const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: partNumber, Body, ContentLength });
        const { ETag } = await client.send(part);
        parts.push({ partNumber, etag: ETag ?? '' });
      }
      await complete(Key, UploadId, parts);
    } catch (error) {
      await abort(Key, UploadId).catch(() => undefined);
      throw error;
    }
  };

  return {
    async createMultipartUpload(key, { contentType }) {
      const made = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key: checkedKey(key), ContentType: contentType }),
      );
      if (made.UploadId === undefined) throw new Error('the object store answered no upload id');
      return { uploadId: made.UploadId };
    },

    async signPartUrl({ key, uploadId, partNumber, sizeBytes, expiresInSec }) {
      const command = new UploadPartCommand({
        Bucket,
        Key: checkedKey(key),
        UploadId: uploadId,
        PartNumber: checkedPartNumber(partNumber),
        ContentLength: sizeBytes,
      });
      // By the store's clock, which the client has learnt from its answers: it is the store that looks at the time.
      const signingDate = new Date(Date.now() + client.config.systemClockOffset);
      // Content-Length under the signature: a body of another size is refused.
      const signableHeaders = new Set(['host', 'content-length']);
      const signing = { expiresIn: expiresInSec, signableHeaders, signingDate };
      const url = await getSignedUrl(signingClient, command, signing);
      return { url, expiresAt: new Date(signingDate.getTime() + expiresInSec * 1000) };
    },

    async putPart({ key, uploadId, partNumber }, Body) {
      const part = { Bucket, Key: checkedKey(key), UploadId: uploadId, PartNumber: checkedPartNumber(partNumber) };
      const stored = await nullIfGone(client.send(new UploadPartCommand({ ...part, Body })));
      if (stored === null) throw new AppError('not_found', 'there is no such upload');
      if (stored.ETag === undefined) throw new Error('the object store answered no ETag');
      return { etag: stored.ETag };
    },

    listParts: ({ key, uploadId }) => listParts(checkedKey(key), uploadId),

    async completeMultipartUpload({ key, uploadId, parts: claimed }) {
      const stored = await listParts(checkedKey(key), uploadId);
      // Some servers accept parts that are missing, doubled or out of order, so that is settled here.
      const isDone =
        stored === null || (await nullIfGone(complete(key, uploadId, verifiedParts(claimed, stored)))) === null;
      if (!isDone) return;
      const etag = multipartEtag(claimed);
      if (etag === null || (await head(key))?.etag !== etag)
        throw new AppError('upload_not_open', 'this upload is completed, aborted or unknown');
    },

    async abortMultipartUpload({ key, uploadId }) {
      await abort(checkedKey(key), uploadId);
    },

    async *listMultipartUploads(Prefix) {
      let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
      while (marker !== undefined) {
        const page: ListMultipartUploadsCommandOutput = await client.send(
          new ListMultipartUploadsCommand({ Bucket, Prefix, ...marker }),
        );
        for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
          if (Key !== undefined && UploadId !== undefined)
            yield { key: Key, uploadId: UploadId, startedAt: Initiated ?? new Date() };
        const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
        marker =
          page.IsTruncated && KeyMarker !== undefined && UploadIdMarker !== undefined
            ? { KeyMarker, UploadIdMarker }
            : undefined;
      }
    },

    head,

    async get(key, { range } = {}) {
      if (range && range.end < range.start) return emptyRange(await head(key));
      const Range = range && `bytes=${range.start}-${range.end}`;
      const found = await nullIfGone(
        client.send(new GetObjectCommand({ Bucket, Key: checkedKey(key), ...(Range === undefined ? {} : { Range }) })),
      );
      if (!found?.Body) return null;
      const totalBytes = /\/(\d+)$/.exec(found.ContentRange ?? '')?.[1];
      const sizeBytes = totalBytes === undefined ? (found.ContentLength ?? 0) : Number(totalBytes);
      return { info: objectInfo(found, sizeBytes), body: webStream(found.Body.transformToWebStream()) };
    },

    async putFile(key, path, put) {
      const { size } = await stat(path);
      if (size > partSizeBytes) return putLargeFile(checkedKey(key), path, size, objectHeaders(put));
      const Body = fileBody(path, 0, size);
      const headers = objectHeaders(put);
      await client.send(new PutObjectCommand({ Bucket, Key: checkedKey(key), Body, ContentLength: size, ...headers }));
    },

    async putBytes(key, bytes, put) {
      await client.send(new PutObjectCommand({ Bucket, Key: checkedKey(key), Body: bytes, ...objectHeaders(put) }));
    },

    copy: (fromKey, toKey) => copyObject(client, Bucket, checkedKey(fromKey), checkedKey(toKey), options.copyPartBytes),

    async downloadTo(key, path, { signal } = {}) {
      const found = await nullIfGone(
        client.send(
          new GetObjectCommand({ Bucket, Key: checkedKey(key) }),
          signal === undefined ? {} : { abortSignal: signal },
        ),
      );
      if (!found?.Body) throw new AppError('not_found', 'there is no such object');
      const temporary = `${path}.${crypto.randomUUID()}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        const source =
          found.Body instanceof Readable ? found.Body : Readable.from(webStream(found.Body.transformToWebStream()));
        await pipeline(source, createWriteStream(temporary), signal === undefined ? {} : { signal });
        const { size } = await stat(temporary);
        if (size !== found.ContentLength) throw new Error(`object of ${found.ContentLength} bytes ended after ${size}`);
        await rename(temporary, path);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    localPath: () => null,

    // S3 shows nothing half-written, and uploads that were left are listed.
    removeLeftovers: async () => {},

    async *list(Prefix) {
      let token: string | undefined;
      do {
        const ContinuationToken = token;
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix,
            ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
          }),
        );
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0, lastModified: LastModified ?? new Date(0) };
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },

    async delete(keys) {
      for (let at = 0; at < keys.length; at += maxKeysPerDelete) {
        const Objects = keys.slice(at, at + maxKeysPerDelete).map((key) => ({ Key: checkedKey(key) }));
        const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
        const failed = Errors?.filter(({ Code }) => !goneCodes.has(Code ?? '')) ?? [];
        if (failed.length > 0) throw new Error(`${failed.length} objects could not be deleted: ${failed[0]?.Code}`);
      }
    },
  };
}
