import type { AwsS3Options } from '@uppy/aws-s3';
import type { Body, Meta } from '@uppy/core';

/** Uppy's AwsS3 plugin on Kinora's uploads. `api` is the public host with `/api/v1`; `token` a bearer token. */
export function kinoraAwsS3(api: string, token: () => string): AwsS3Options<Meta, Body> {
  async function call(method: string, path: string, body?: object, signal?: AbortSignal) {
    const headers = { authorization: `Bearer ${token()}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(api + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const answer = response.status === 204 ? null : await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer;
  }

  return {
    shouldUseMultipart: true,
    // What POST /uploads answers as part_size, which Uppy wants to know before.
    getChunkSize: ({ size }) => Math.max(8, Math.ceil(size / 10_000 / 2 ** 20)) * 2 ** 20,
    async createMultipartUpload({ name, type, size, meta }) {
      const details = { filename: name, mime: type, size_bytes: size, title: meta.title ?? name };
      const upload = await call('POST', '/uploads', details);
      return { uploadId: upload.upload_id, key: upload.video_id };
    },
    async signPart(_file, { uploadId, partNumber, signal }) {
      const signed = await call('POST', `/uploads/${uploadId}/parts`, { part_numbers: [partNumber] }, signal);
      return { method: 'PUT', url: signed.parts[0].url };
    },
    async listParts(_file, { uploadId, signal }) {
      const { parts } = await call('GET', `/uploads/${uploadId}`, undefined, signal);
      return parts.map((part: { part_number: number; etag: string; size_bytes: number }) => ({
        PartNumber: part.part_number,
        ETag: part.etag,
        Size: part.size_bytes,
      }));
    },
    async completeMultipartUpload(_file, { uploadId, parts, signal }) {
      const named = parts.map(({ PartNumber, ETag }) => ({ part_number: PartNumber, etag: ETag }));
      const { video_id } = await call('POST', `/uploads/${uploadId}/complete`, { parts: named }, signal);
      return { location: new URL(`/watch/${video_id}`, api).href };
    },
    async abortMultipartUpload(_file, { uploadId }) {
      await call('DELETE', `/uploads/${uploadId}`);
    },
  };
}
