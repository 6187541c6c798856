import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';

type Sending = { url: string; offsets: number[] };

/**
 * Sends `bytes` with the unmodified tus-js-client and resolves with the upload's URL and the offset of every PATCH.
 * `stopAfter` breaks the connection off once that many bytes were acknowledged.
 */
export function sendByTus(
  bytes: Uint8Array,
  options: Omit<UploadOptions, 'onSuccess' | 'onError'> & { token: string; stopAfter?: number },
): Promise<Sending> {
  const { token, stopAfter = Number.POSITIVE_INFINITY, ...rest } = options;
  const offsets: number[] = [];
  return new Promise((resolve, reject) => {
    const upload: Upload = new Upload(Buffer.from(bytes), {
      retryDelays: null,
      ...rest,
      headers: { ...rest.headers, authorization: `Bearer ${token}` },
      onBeforeRequest: (request) => {
        const offset = request.getHeader('Upload-Offset');
        if (request.getMethod() === 'PATCH' && offset !== undefined) offsets.push(Number(offset));
      },
      onChunkComplete: (_chunkSize, acceptedBytes) => {
        if (acceptedBytes >= stopAfter) void upload.abort().then(() => resolve({ url: upload.url ?? '', offsets }));
      },
      onSuccess: () => resolve({ url: upload.url ?? '', offsets }),
      onError: reject,
    });
    upload.start();
  });
}

/** `413 payload_too_large`: what the server answered to a request of the client that failed. */
export function tusOutcome(error: unknown): string {
  if (!(error instanceof DetailedError)) return String(error);
  const response = error.originalResponse;
  const code = /"code":"(\w+)"/.exec(response?.getBody() ?? '')?.[1] ?? '';
  return `${response?.getStatus()} ${code}`.trim();
}
