import { newId, newVideoId } from '../../shared/ids.ts';

export type PutRequest = { partNumber: number; attempt: number; signing: number };

/**
 * The upload protocol on a port of its own, so that a test can make the network misbehave: `onPut` and
 * `onComplete` may answer instead of the server. Keeps the bytes.
 */
export function startUploadServer(options: {
  sizeBytes: number;
  partSizeBytes: number;
  onPut?: (put: PutRequest) => Response | undefined;
  onComplete?: (attempt: number) => 'lose_answer' | undefined;
}) {
  const ids = {
    upload_id: newId(),
    video_id: newVideoId(),
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const count = Math.max(1, Math.ceil(options.sizeBytes / options.partSizeBytes));
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const stored = new Map<number, Uint8Array>();
  const attempts = new Map<number, number>();
  let signing = 0;
  let completions = 0;
  let state = 'open';

  const etag = (bytes: Uint8Array) => `"${new Bun.CryptoHasher('md5').update(bytes).digest('hex')}"`;
  const sign = (request: Request, partNumbers: readonly number[]) =>
    partNumbers.map((part_number) => ({
      part_number,
      url: `${new URL(request.url).origin}/parts/${part_number}?signing=${signing}`,
      expires_at: ids.expires_at,
    }));

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/api/v1/uploads': {
        POST: (request) =>
          Response.json({ ...ids, part_size: options.partSizeBytes, parts: sign(request, numbers) }, { status: 201 }),
      },
      '/api/v1/uploads/:id': () =>
        Response.json({
          ...{ ...ids, state, size_bytes: options.sizeBytes, part_size: options.partSizeBytes },
          parts: [...stored].map(([part_number, bytes]) => ({
            ...{ part_number, etag: etag(bytes), size_bytes: bytes.length },
          })),
          missing: numbers.filter((partNumber) => !stored.has(partNumber)),
        }),
      '/api/v1/uploads/:id/parts': {
        async POST(request) {
          signing += 1;
          const { part_numbers } = (await request.json()) as { part_numbers: number[] }; // the client under test wrote it
          return Response.json({ parts: sign(request, part_numbers) });
        },
      },
      '/api/v1/uploads/:id/complete': {
        POST() {
          state = 'completed';
          completions += 1;
          if (options.onComplete?.(completions) === 'lose_answer') return new Response('gone', { status: 502 });
          return Response.json({ video_id: ids.video_id, status: 'processing' }, { status: 202 });
        },
      },
      '/parts/:number': {
        async PUT(request) {
          const partNumber = Number(request.params.number);
          const attempt = (attempts.get(partNumber) ?? 0) + 1;
          attempts.set(partNumber, attempt);
          const bytes = await request.bytes();
          const signedAt = Number(new URL(request.url).searchParams.get('signing'));
          const instead = options.onPut?.({ partNumber, attempt, signing: signedAt });
          if (instead) return instead;
          stored.set(partNumber, bytes);
          return new Response(null, { headers: { etag: etag(bytes) } });
        },
      },
    },
  });

  return {
    url: server.url.origin,
    attempts,
    completions: () => completions,
    /** What the parts add up to, in order. */
    assembled: () => Buffer.concat(numbers.map((partNumber) => stored.get(partNumber) ?? Buffer.alloc(0))),
    forget: (partNumber: number) => stored.delete(partNumber),
    stop: () => server.stop(true),
  };
}
