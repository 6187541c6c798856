import { acceptsGzip } from './accepts-gzip.ts';
import { gzip, packedBody } from './gzip.ts';

/** A JSON body that many are answered with: written once, and packed once when somebody takes it packed. */
export type SharedJson = {
  answer(request: Request, headers: Record<string, string>): Promise<Response>;
  /** The same at once, from headers that were prepared for the first such answer; null when it has yet to be packed. */
  ready(acceptEncoding: string | null, headers: Readonly<Record<string, string>>): Response | null;
};

const encoder = new TextEncoder();
const MIN_GZIP_BYTES = 1_024;

export function createSharedJson(value: unknown): SharedJson {
  const plain = new Uint8Array(encoder.encode(JSON.stringify(value)));
  let packed: Uint8Array<ArrayBuffer> | null = null;
  const takesPacked = (accept: string | null) => plain.length >= MIN_GZIP_BYTES && acceptsGzip(accept);
  const headersOf = (extra: Readonly<Record<string, string>>, isPacked: boolean): Record<string, string> => ({
    ...{ ...extra, 'content-type': 'application/json', vary: 'Accept-Encoding' },
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  });
  // For one set of headers each: the runtime copies a `Headers` of its own faster than it reads an object.
  const plainReady = createReadyHeaders((extra) => headersOf(extra, false));
  const packedReady = createReadyHeaders((extra) => headersOf(extra, true));

  return {
    async answer(request, extra) {
      if (!takesPacked(request.headers.get('accept-encoding')))
        return new Response(plain, { headers: headersOf(extra, false) });
      packed ??= await gzip(plain);
      return new Response(packed, { headers: headersOf(extra, true), ...packedBody });
    },
    ready(acceptEncoding, extra) {
      if (!takesPacked(acceptEncoding)) return new Response(plain, { headers: plainReady(extra) });
      return packed && new Response(packed, { headers: packedReady(extra), ...packedBody });
    },
  };
}

type Extra = Readonly<Record<string, string>>;

function createReadyHeaders(make: (extra: Extra) => Record<string, string>): (extra: Extra) => Headers {
  let last: { extra: Extra; headers: Headers } | null = null;
  return (extra) => {
    if (last?.extra !== extra) last = { extra, headers: new Headers(make(extra)) };
    return last.headers;
  };
}
