import { basename, extname } from 'node:path';
import type { ApiClient } from '../../shared/client/api-client.ts';
import type { CreateUpload, UploadCreated } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';
import { type Part, planParts } from './plan-parts.ts';
import { retry } from './retry.ts';
import { sendPart } from './send-part.ts';

export type UploadOptions = {
  /** What the creator says about the video; its title is the file's name unless given. */
  details?: Partial<Omit<CreateUpload, 'filename' | 'size_bytes' | 'mime'>>;
  /** Parts in flight at once. Default 4. */
  parallel?: number;
  onProgress?: (sentBytes: number, totalBytes: number) => void;
  signal?: AbortSignal;
  /** How long the server may be away before the upload is given up. Default two minutes. */
  patienceMs?: number;
};

/** How often a part is signed anew because its URL ran out before the part went through. */
const mostSignings = 5;

/**
 * Uploads the file at `path` in signed parts, never holding more than the parts in flight. Survives
 * a server that goes away in the middle: it asks which parts arrived and sends the others again.
 * Rejects with the `AppError` of an answer that trying again cannot change.
 */
export async function uploadFile(
  client: ApiClient,
  path: string,
  options: UploadOptions = {},
): Promise<{ upload_id: string; video_id: string }> {
  const file = Bun.file(path);
  const sizeBytes = file.size;
  const filename = basename(path).slice(-255);
  const title = basename(path, extname(path)).trim().slice(0, 200) || filename;
  const patience = { patienceMs: options.patienceMs ?? 120_000, signal: options.signal };
  const created = await retry(
    () => client.createUpload({ title, ...options.details, filename, size_bytes: sizeBytes, mime: file.type }),
    patience,
  );
  const transfer = createTransfer(client, file, created, options);
  await retry(() => transfer.sendMissing(), { ...patience, lastProgressAt: transfer.lastProgressAt });
  await retry(() => complete(client, created.upload_id, transfer.etags), patience);
  return { upload_id: created.upload_id, video_id: created.video_id };
}

function createTransfer(client: ApiClient, file: Blob, created: UploadCreated, options: UploadOptions) {
  const parts = planParts(file.size, created.part_size);
  const urls = new Map(created.parts.map((part) => [part.part_number, part.url]));
  const etags = new Map<number, string>();
  let progressAt = performance.now();
  let signings = 0;
  let isFirstRound = true;

  const reportProgress = () => {
    const sentBytes = parts.reduce((sum, part) => sum + (etags.has(part.partNumber) ? part.end - part.start : 0), 0);
    options.onProgress?.(sentBytes, file.size);
  };

  /** After a failure the store's list is the truth: a part whose answer was lost may have arrived, another may be gone. */
  async function resume(): Promise<void> {
    const status = await client.uploadStatus(created.upload_id);
    if (status.state !== 'open') throw new AppError('upload_not_open', `the upload is ${status.state}`);
    etags.clear();
    for (const part of status.parts)
      if (!status.missing.includes(part.part_number)) etags.set(part.part_number, part.etag);
    await signMissing();
    reportProgress();
  }

  async function signMissing(): Promise<void> {
    const missing = parts.map((part) => part.partNumber).filter((partNumber) => !etags.has(partNumber));
    for (let index = 0; index < missing.length; index += 1000) {
      const signed = await client.signParts(created.upload_id, missing.slice(index, index + 1000));
      for (const part of signed.parts) urls.set(part.part_number, part.url);
    }
  }

  async function send(part: Part, signal: AbortSignal): Promise<void> {
    const url = urls.get(part.partNumber);
    if (url === undefined) throw new AppError('url_expired', `part ${part.partNumber} has no URL`);
    etags.set(part.partNumber, await sendPart(url, file.slice(part.start, part.end), signal));
    progressAt = performance.now();
    reportProgress();
  }

  return {
    etags: etags as ReadonlyMap<number, string>,
    lastProgressAt: () => progressAt,
    async sendMissing(): Promise<void> {
      if (!isFirstRound) await resume();
      isFirstRound = false;
      const queue = parts.filter((part) => !etags.has(part.partNumber));
      const failed = new AbortController();
      const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
      const worker = async () => {
        for (let part = queue.shift(); part && !signal.aborted; part = queue.shift()) await send(part, signal);
      };
      const workers = Array.from({ length: options.parallel ?? 4 }, () =>
        worker().catch((error: unknown) => {
          // The first failure ends the round; parts in flight beside it are asked about in the next one.
          failed.abort();
          throw error;
        }),
      );
      const results = await Promise.allSettled(workers);
      const firstError = results.find((result) => result.status === 'rejected' && !isAbort(result.reason));
      options.signal?.throwIfAborted();
      if (firstError?.status !== 'rejected') return;
      if (isOldUrl(firstError.reason) && ++signings <= mostSignings)
        throw new AppError('unavailable', 'part URLs have to be signed again');
      throw firstError.reason;
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function isOldUrl(error: unknown): boolean {
  return error instanceof AppError && error.code === 'url_expired';
}

/** Origin answers a repeated completion like the first, so a lost answer is asked for again. */
async function complete(client: ApiClient, uploadId: string, etags: ReadonlyMap<number, string>): Promise<void> {
  const parts = [...etags].map(([part_number, etag]) => ({ part_number, etag }));
  parts.sort((a, b) => a.part_number - b.part_number);
  await client.completeUpload(uploadId, { parts });
}
