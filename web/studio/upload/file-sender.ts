import type { Body, Meta, UppyFile } from '@uppy/core';
import { partSizeFor } from '../../../shared/media/part-size.ts';
import { ApiError } from '../../api.ts';
import type * as library from '../../libraries/uppy.ts';
import type { KnownUpload, PartsApi, UploadDetails } from './send-parts.ts';

/** Of all files together. Browsers hold six connections to a host, and the page has other things to ask. */
const PARTS_AT_ONCE = 4;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

export type SendingHooks = {
  /** Asked when the upload begins: its title may have been changed by then. */
  details: () => UploadDetails;
  onBegun: (upload: KnownUpload) => void;
  onProgress: (sentBytes: number) => void;
  /** All bytes are stored; the API looks at the file. */
  onAllSent: () => void;
  onDone: (videoId: string) => void;
  onFailed: (error: unknown) => void;
};

export type Sending = {
  pause(): void;
  resume(): void;
  /** After a failure: sends what is missing, or everything once `anew`. */
  retry(anew: boolean): void;
  /** Gives the upload up. What of it is stored is removed. */
  cancel(): Promise<void>;
};

type State = { hooks: SendingHooks; known: KnownUpload | null; key: string; isGivenUp: boolean; error: unknown };
/** What the plugin goes on with; its types do not tell. */
type Resumable = Partial<UppyFile<Meta, Body>> & { s3Multipart?: { key: string; uploadId: string } };

/** Sends files in parallel parts with Uppy. Whatever fails, what has arrived stays, until its upload is cancelled. */
export function createFileSender({ Uppy, AwsS3 }: typeof library, api: PartsApi) {
  const uppy = new Uppy<Meta, Body>({ allowMultipleUploadBatches: true });
  const states = new Map<string, State>();
  const stateOf = (file: { id: string } | undefined): State => {
    const state = file && states.get(file.id);
    if (!state) throw new ApiError('upload_not_open', 'the file was removed');
    return state;
  };
  /** Uppy hands on messages alone. */
  const keepingError = async <T>(state: State, work: () => Promise<T>): Promise<T> => {
    try {
      const answer = await work();
      state.error = null;
      return answer;
    } catch (error) {
      state.error = error;
      throw error;
    }
  };

  uppy.use(AwsS3, {
    shouldUseMultipart: true,
    limit: PARTS_AT_ONCE,
    retryDelays: RETRY_DELAYS_MS,
    getChunkSize: ({ size }) => partSizeFor(size),
    createMultipartUpload: (file) => {
      const state = stateOf(file);
      return keepingError(state, async () => {
        const known = await api.begin(state.hooks.details(), state.key);
        if (state.isGivenUp) {
          void api.giveUp(known).catch(() => {});
          throw new ApiError('upload_not_open', 'it was cancelled meanwhile');
        }
        state.known = known;
        state.hooks.onBegun(known);
        return { uploadId: known.uploadId, key: known.videoId };
      });
    },
    signPart: (file, { uploadId, partNumber }) =>
      keepingError(stateOf(file), async () => ({ method: 'PUT', url: await api.urlOf(uploadId, partNumber) })),
    listParts: (file, { uploadId }) =>
      keepingError(stateOf(file), async () => {
        const { state, parts } = await api.stored(uploadId ?? '');
        if (state !== 'open' && state !== 'completing')
          throw new ApiError('upload_not_open', `this upload is ${state}`);
        return parts.map(({ part_number, etag, size_bytes }) => ({
          ...{ PartNumber: part_number, ETag: etag, Size: size_bytes },
        }));
      }),
    completeMultipartUpload: (file, { uploadId, parts }) => {
      const state = stateOf(file);
      state.hooks.onAllSent();
      const named = parts.map(({ PartNumber = 0, ETag = '' }) => ({ part_number: PartNumber, etag: ETag }));
      return keepingError(state, async () => ({ location: await api.complete(uploadId, named) }));
    },
    // Uppy asks for this after every failure, when the parts are worth most: `cancel` alone gives up.
    abortMultipartUpload: async () => {},
  });

  uppy.on('upload-progress', (file, { bytesUploaded }) => {
    if (file) states.get(file.id)?.hooks.onProgress(bytesUploaded || 0);
  });
  uppy.on('upload-success', (file) => {
    const state = file && states.get(file.id);
    if (state?.known) state.hooks.onDone(state.known.videoId);
  });
  uppy.on('upload-error', (file, error) => {
    const state = file && states.get(file.id);
    if (!state || state.isGivenUp) return;
    state.hooks.onFailed(refusalOfStore(error) ?? state.error ?? error);
    state.error = null;
  });
  const setResumable = (id: string, known: KnownUpload | null) => {
    const s3Multipart = known && { uploadId: known.uploadId, key: known.videoId };
    uppy.setFileState(id, { s3Multipart: s3Multipart ?? undefined } as Resumable);
  };
  const setPaused = (id: string, isPaused: boolean) => {
    if ((uppy.getFile(id).isPaused ?? false) !== isPaused) uppy.pauseResume(id);
  };

  return {
    /** Begins to send; with `known` it goes on with that upload. */
    send(file: File, known: KnownUpload | null, hooks: SendingHooks): Sending {
      const state: State = { hooks, known, key: crypto.randomUUID(), isGivenUp: false, error: null };
      const add = () => {
        // A slice is a blob of its own: Uppy remembers uploads by their blobs, and ids by name, type and size.
        const data = file.slice(0, file.size, file.type);
        const meta = { relativePath: crypto.randomUUID() };
        const added = uppy.addFile({ name: file.name, type: file.type, data, meta });
        states.set(added, state);
        setResumable(added, state.known);
        void uppy.upload();
        return added;
      };
      const remove = () => {
        states.delete(id);
        uppy.removeFile(id);
      };
      let id = add();
      return {
        pause: () => setPaused(id, true),
        resume: () => setPaused(id, false),
        retry(anew) {
          if (anew) Object.assign(state, { known: null, key: crypto.randomUUID() });
          remove();
          id = add();
        },
        async cancel() {
          state.isGivenUp = true;
          remove();
          if (state.known) await api.giveUp(state.known);
        },
      };
    },
  };
}

export type FileSender = ReturnType<typeof createFileSender>;

/** What the store said to a part that it did not take; null for what did not come from there. */
function refusalOfStore(error: unknown): ApiError | null {
  const source = typeof error === 'object' && error !== null && 'source' in error ? error.source : null;
  if (!(source instanceof XMLHttpRequest)) return null;
  if (source.status === 0) return new ApiError('network', 'no answer');
  const code = /"code":"(\w+)"/.exec(source.responseText)?.[1] ?? (source.status === 507 ? 'storage_full' : 'internal');
  return new ApiError(code, `the store answered ${source.status}`);
}
