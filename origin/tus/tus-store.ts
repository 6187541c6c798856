import type { Readable } from 'node:stream';
import { DataStore, Metadata, Upload as TusUpload } from '@tus/server';
import { frugalChunks } from '../../platform/object-store/frugal-chunks.ts';
import { AppError } from '../../shared/errors.ts';
import { abortUpload } from '../uploads/abort-upload.ts';
import type { UploadDeps } from '../uploads/deps.ts';
import { findUpload, requireOpen } from '../uploads/find-upload.ts';
import type { Upload } from '../uploads/store.ts';
import { finishUpload } from './finish-upload.ts';
import { appendBytes, storedBytes } from './stored-bytes.ts';

/** One user's uploads as @tus/server wants to see them. Another user's do not exist. */
export class TusStore extends DataStore {
  /** What really holds. @tus/server takes a wrong checksum, and a length that comes later would escape the quotas. */
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #deps: UploadDeps;
  readonly #userId: string;
  readonly #body: AsyncIterable<Uint8Array>;

  /** `body` is what `write` stores, whatever the library hands it. */
  constructor(deps: UploadDeps, userId: string, body: AsyncIterable<Uint8Array>) {
    super();
    this.#deps = deps;
    this.#userId = userId;
    this.#body = body;
  }

  override getExpiration(): number {
    return this.#deps.limits.uploadTtlMs;
  }

  /** An upload whose last byte came right before a crash is finished here: its client would not send anything more. */
  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.#find(id);
    if (upload.state === 'completed') return this.#describe(upload, upload.sizeBytes);
    if (upload.state === 'open') {
      requireOpen(upload, this.#deps.clock());
      const { offset } = await storedBytes(this.#deps.objects, upload);
      if (offset < upload.sizeBytes) return this.#describe(upload, offset);
    } else if (upload.state !== 'completing') throw gone(upload);
    await finishUpload(this.#deps, this.#userId, upload);
    return this.#describe(upload, upload.sizeBytes);
  }

  override async write(empty: Readable, id: string, offset: number): Promise<number> {
    // The library's pipeline waits for its end.
    empty.resume();
    const upload = await this.#find(id);
    if (upload.state === 'completed') return upload.sizeBytes;
    requireOpen(upload, this.#deps.clock());
    return appendBytes(this.#deps.objects, upload, offset, frugalChunks(this.#body));
  }

  override async remove(id: string): Promise<void> {
    const upload = await this.#find(id);
    if (upload.state !== 'open' && upload.state !== 'completing' && upload.state !== 'completed') throw gone(upload);
    await abortUpload(this.#deps, this.#userId, id);
  }

  async #find(id: string): Promise<Upload> {
    const upload = await findUpload(this.#deps.store, id, this.#userId);
    if (upload.protocol === 'tus') return upload;
    throw new AppError('not_found', 'this upload is not sent by tus');
  }

  #describe(upload: Upload, offset: number): TusUpload {
    // @tus/server adds the time to live to this.
    const creation_date = new Date(upload.expiresAt.getTime() - this.getExpiration()).toISOString();
    const metadata = upload.tusMetadata ? { metadata: Metadata.parse(upload.tusMetadata) } : {};
    return new TusUpload({ id: upload.id, size: upload.sizeBytes, offset, creation_date, ...metadata });
  }
}

/** tus 1.0: 410 while the server still knows that there was one. */
function gone(upload: Upload): AppError {
  return new AppError('upload_expired', `this upload is ${upload.state}; start a new one`);
}
