import type { ApiClient } from '../../shared/client/api-client.ts';
import { AppError } from '../../shared/errors.ts';
import { type Part, planParts } from './plan-parts.ts';
import { sendPart } from './send-part.ts';

/** Where an upload stands; `urls` of parts that are signed already. */
export type TransferStart = { uploadId: string; partSizeBytes: number; urls: ReadonlyMap<number, string> };

type TransferOptions = {
  parallel: number;
  onProgress: ((sentBytes: number, totalBytes: number) => void) | undefined;
  signal: AbortSignal | undefined;
};

/** How often parts are signed anew because their URLs ran out before they went through. */
const mostSignings = 5;
/** As many as origin signs in one request. */
const signedAtOnce = 1000;

export type PartTransfer = {
  /** ETags by part number, of every part the store has. */
  readonly etags: ReadonlyMap<number, string>;
  /** On the clock of `performance.now()`. */
  lastProgressAt(): number;
  /** Takes the store's word for what is there; the rest is to be sent. Throws `upload_not_open` when nothing can be sent. */
  lookUp(): Promise<void>;
  /** Sends what is missing, `parallel` parts at a time. Rejects with the first failure; calling again goes on. */
  sendMissing(): Promise<void>;
};

/** Moves the parts of one file. Holds no more of it than the parts in flight. */
export function createPartTransfer(
  client: Pick<ApiClient, 'uploadStatus' | 'signParts'>,
  file: Blob,
  start: TransferStart,
  options: TransferOptions,
): PartTransfer {
  const parts = planParts(file.size, start.partSizeBytes);
  const urls = new Map(start.urls);
  const etags = new Map<number, string>();
  let progressAt = performance.now();
  let signings = 0;
  let mayTrustEtags = true;

  const reportProgress = () => {
    const sentBytes = parts.reduce((sum, part) => sum + (etags.has(part.partNumber) ? part.end - part.start : 0), 0);
    options.onProgress?.(sentBytes, file.size);
  };

  /** After a failure the store's list is the truth: a part whose answer was lost may have arrived, another may be gone. */
  async function lookUp(): Promise<void> {
    const status = await client.uploadStatus(start.uploadId);
    if (status.state !== 'open') throw new AppError('upload_not_open', `the upload is ${status.state}`);
    etags.clear();
    for (const part of status.parts)
      if (!status.missing.includes(part.part_number)) etags.set(part.part_number, part.etag);
    await signMissing();
    mayTrustEtags = true;
    reportProgress();
  }

  async function signMissing(): Promise<void> {
    const missing = parts.map((part) => part.partNumber).filter((partNumber) => !etags.has(partNumber));
    for (let index = 0; index < missing.length; index += signedAtOnce) {
      const signed = await client.signParts(start.uploadId, missing.slice(index, index + signedAtOnce));
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
    etags,
    lastProgressAt: () => progressAt,
    lookUp,
    async sendMissing() {
      if (!mayTrustEtags) await lookUp();
      mayTrustEtags = false;
      const queue = parts.filter((part) => !etags.has(part.partNumber));
      const failed = new AbortController();
      const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
      const worker = async () => {
        for (let part = queue.shift(); part && !signal.aborted; part = queue.shift()) await send(part, signal);
      };
      const workers = Array.from({ length: options.parallel }, () =>
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
