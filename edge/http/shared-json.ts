import { acceptsGzip } from './accepts-gzip.ts';
import { gzip, packedBody } from './gzip.ts';

/** A JSON body that many are answered with: written once, and packed once when somebody takes it packed. */
export type SharedJson = { answer(request: Request, headers: Record<string, string>): Promise<Response> };

const encoder = new TextEncoder();
const MIN_GZIP_BYTES = 1_024;

export function createSharedJson(value: unknown): SharedJson {
  const plain = new Uint8Array(encoder.encode(JSON.stringify(value)));
  let packed: Uint8Array<ArrayBuffer> | null = null;
  return {
    async answer(request, extra) {
      const headers = { ...extra, 'content-type': 'application/json', vary: 'Accept-Encoding' };
      if (plain.length < MIN_GZIP_BYTES || !acceptsGzip(request.headers.get('accept-encoding')))
        return new Response(plain, { headers });
      packed ??= await gzip(plain);
      return new Response(packed, { headers: { ...headers, 'content-encoding': 'gzip' }, ...packedBody });
    },
  };
}
