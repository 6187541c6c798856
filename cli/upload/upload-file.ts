import { basename, extname } from 'node:path';
import type { ApiClient } from '../../shared/client/api-client.ts';
import type { CompleteUpload, CreateUpload } from '../../shared/contracts/uploads.ts';
import { createPartTransfer, type TransferStart } from './part-transfer.ts';
import { retry } from './retry.ts';

/** An upload that origin knows, in the words a later run needs to go on with it. */
export type KnownUpload = { upload_id: string; video_id: string; part_size: number };

type StoredEtag = CompleteUpload['parts'][number];

export type UploadOptions = {
  /** What the creator says about the video; its title is the file's name unless given. */
  details?: Partial<Omit<CreateUpload, 'filename' | 'size_bytes' | 'mime'>>;
  /** Goes on with this upload instead of beginning one: only what the store does not have is sent. */
  resume?: KnownUpload;
  /** Called before the first byte is sent. */
  onCreated?: (upload: KnownUpload) => void;
  /** Parts in flight at once. Default 4. */
  parallel?: number;
  onProgress?: (sentBytes: number, totalBytes: number) => void;
  /** Called when every part is stored, before the upload is completed; what it throws stops that. */
  onSent?: (parts: StoredEtag[]) => void;
  signal?: AbortSignal;
  /** How long the server may be away before the upload is given up. Default two minutes. */
  patienceMs?: number;
};

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
  const patience = { patienceMs: options.patienceMs ?? 120_000, signal: options.signal };
  const { known, start } = options.resume
    ? { known: options.resume, start: startOf(options.resume) }
    : await begin(client, path, file, options, patience);
  const { parallel = 4, onProgress, signal } = options;
  const transfer = createPartTransfer(client, file, start, { parallel, onProgress, signal });
  if (options.resume) await retry(() => transfer.lookUp(), patience);
  await retry(() => transfer.sendMissing(), { ...patience, lastProgressAt: transfer.lastProgressAt });
  const parts = [...transfer.etags].map(([part_number, etag]) => ({ part_number, etag }));
  parts.sort((a, b) => a.part_number - b.part_number);
  options.onSent?.(parts);
  // Origin answers a repeated completion like the first, so a lost answer is asked for again.
  await retry(() => client.completeUpload(known.upload_id, { parts }), patience);
  return { upload_id: known.upload_id, video_id: known.video_id };
}

async function begin(
  client: ApiClient,
  path: string,
  file: { size: number; type: string },
  options: UploadOptions,
  patience: Parameters<typeof retry>[1],
): Promise<{ known: KnownUpload; start: TransferStart }> {
  const filename = basename(path).slice(-255);
  const title = basename(path, extname(path)).trim().slice(0, 200) || filename;
  const request = { title, ...options.details, filename, size_bytes: file.size, mime: file.type };
  const idempotencyKey = crypto.randomUUID();
  const created = await retry(() => client.createUpload(request, idempotencyKey), patience);
  const known = { upload_id: created.upload_id, video_id: created.video_id, part_size: created.part_size };
  options.onCreated?.(known);
  return {
    known,
    start: { ...startOf(known), urls: new Map(created.parts.map((part) => [part.part_number, part.url])) },
  };
}

function startOf(known: KnownUpload): TransferStart {
  return { uploadId: known.upload_id, partSizeBytes: known.part_size, urls: new Map() };
}
