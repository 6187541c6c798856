import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ChangeFeedPage } from '../../../shared/contracts/changes.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';

export type SeenRequest = { method: string; path: string; headers: Headers; body: string };

export type OriginStub = {
  url: string;
  address: string;
  /** API requests as they arrived, newest last. */
  seen: SeenRequest[];
  /** How often each object was read. */
  mediaReads: Map<string, number>;
  jwksReads: number;
  /** Answers `GET /internal/changes`; as long as it rejects, the feed cannot be read. */
  readChanges: (after: number | null) => Promise<ChangeFeedPage>;
  changeReads: number;
  /** Object keys to bytes, or to a file, besides the files below `mediaDir`. */
  objects: Map<string, Uint8Array<ArrayBuffer> | Blob>;
  /** After how many bytes each of the next answers with an object's bytes breaks off, by its key. */
  breaks: Map<string, number[]>;
  /** Objects whose reading was given up before such a break. */
  mediaLeft: string[];
  /** The ETags of an object's next answers, in their quotes, where its bytes are not to make them; the last one stays. */
  etags: Map<string, string[]>;
  /** Sends text down the newest `GET /api/v1/…/status/stream`. */
  sendEvent: (text: string) => void;
  /** Resolves once the reader of that stream has gone. */
  streamLeft: Promise<void>;
  /** Makes media reads wait, so that a test can put several in flight. */
  mediaGate: Promise<void>;
  accessToken(
    claims: { sub: string; adult?: boolean; role?: string },
    options?: { expiresAtSec?: number },
  ): Promise<string>;
  /** From now on tokens are signed by a new key with a new id, as after a rotation. */
  rotateKey(): Promise<void>;
  /** From now on only the newest key is published. */
  withdrawOldKeys(): void;
  /** Ids of what trends, by country; '' is everywhere. */
  trending: Map<string, string[]>;
  /** Web files travel as brotli, as from origin for every browser. */
  packsAssets: boolean;
  /** How far the database has come, told to the edge with answers to writes. */
  replicationIndex: () => Promise<number | null>;
  stop(): Promise<void>;
};

/** What pages are put together from: nothing is in it here. */
const emptyLists: Readonly<Record<string, object>> = {
  '/api/v1/videos/trending': { videos: [] },
  '/api/v1/recommendations': { list_id: crypto.randomUUID(), variant: 'none', videos: [] },
  '/api/v1/me/history': { history: [] },
};

export type OriginStubOptions = { publicUrl: string; internalKey: string; assetsDir: string; mediaDir?: string };

/** Stands for the neighbouring origin service: its internal media route, its JWKS and an API that echoes. */
export async function startOriginStub(options: OriginStubOptions): Promise<OriginStub> {
  let signing = await newKey();
  const published = [signing.jwk];
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: answer });

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/api/v1/auth/jwks') {
      stub.jwksReads += 1;
      return Response.json({ keys: published });
    }
    if (pathname === '/internal/changes') return changes(request);
    if (pathname.startsWith('/assets/')) return asset(pathname);
    if (pathname.startsWith('/internal/media/')) return media(request, pathname.slice('/internal/media/'.length));
    if (pathname.endsWith('/status/stream')) return eventStream();
    const body = await request.text();
    stub.seen.push({ method: request.method, path: pathname, headers: request.headers, body });
    const trending = stub.trending.get(new URL(request.url).searchParams.get('country') ?? '');
    if (pathname === '/api/v1/videos/trending' && trending)
      return Response.json({ videos: trending.map((id) => ({ video_id: id })), next_cursor: null });
    const list = emptyLists[pathname];
    if (list) return Response.json({ ...list, next_cursor: null });
    const isWanted = request.headers.has(internalHeaders.wantsReplicationIndex);
    const index = isWanted ? await stub.replicationIndex() : null;
    return Response.json(
      { echoed: body },
      {
        headers: {
          ...(index === null ? {} : { [internalHeaders.replicationIndex]: `${index}` }),
          'x-kinora-secret': 'stays inside',
          'set-cookie': 'a=1',
          connection: 'x-gone',
          'x-gone': '1',
        },
      },
    );
  }

  async function changes(request: Request): Promise<Response> {
    if (request.headers.get(internalHeaders.key) !== options.internalKey) return new Response(null, { status: 404 });
    stub.changeReads += 1;
    const after = new URL(request.url).searchParams.get('after');
    const page = await stub.readChanges(after === null ? null : Number(after)).catch(() => null);
    return page ? Response.json(page) : new Response(null, { status: 503 });
  }

  function eventStream(): Response {
    const encoder = new TextEncoder();
    let onLeft = () => {};
    stub.streamLeft = new Promise((resolve) => {
      onLeft = resolve;
    });
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        stub.sendEvent = (text) => controller.enqueue(encoder.encode(text));
        stub.sendEvent('data: 0\n\n');
      },
      cancel: () => onLeft(),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  async function asset(path: string): Promise<Response> {
    const found = Bun.file(join(options.assetsDir, path));
    if (!(await found.exists())) return new Response(null, { status: 404 });
    if (!stub.packsAssets) return new Response(found);
    const headers = { 'content-type': found.type, 'content-encoding': 'br' };
    return new Response(brotliCompressSync(await found.bytes()), { headers });
  }

  async function media(request: Request, key: string): Promise<Response> {
    if (request.headers.get(internalHeaders.key) !== options.internalKey) return new Response(null, { status: 404 });
    if (request.method === 'GET') stub.mediaReads.set(key, (stub.mediaReads.get(key) ?? 0) + 1);
    await stub.mediaGate;
    const object = stub.objects.get(key) ?? (await findMedia(key));
    if (!object) return new Response(null, { status: 404 });
    const blob = object instanceof Blob ? object : new Blob([object]);
    const given = stub.etags.get(key) ?? [];
    const version = object instanceof Blob ? `${blob.size}` : Bun.hash(object).toString(36);
    const etag = (given.length > 1 ? given.shift() : given[0]) ?? `"${version}"`;
    const headers = new Headers({ etag, 'accept-ranges': 'bytes' });
    const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
    if (first === undefined || last === undefined) return send(key, blob, { headers });
    const start = first === '' ? Math.max(0, blob.size - Number(last)) : Number(first);
    const end = first === '' || last === '' ? blob.size - 1 : Math.min(Number(last), blob.size - 1);
    if (start > end) {
      headers.set('content-range', `bytes */${blob.size}`);
      return new Response(null, { status: 416, headers });
    }
    headers.set('content-range', `bytes ${start}-${end}/${blob.size}`);
    return send(key, blob.slice(start, end + 1), { status: 206, headers });
  }

  function send(key: string, blob: Blob, init: { status?: number; headers: Headers }): Response {
    const afterBytes = stub.breaks.get(key)?.shift();
    if (afterBytes === undefined) return new Response(blob, init);
    init.headers.set(internalHeaders.bodySize, `${blob.size}`);
    const reader = blob.slice(0, afterBytes).stream().getReader();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value } = await reader.read();
        if (value) controller.enqueue(value);
        else controller.error('the connection is cut');
      },
      cancel: () => void stub.mediaLeft.push(key),
    });
    return new Response(body, init);
  }

  async function findMedia(key: string): Promise<Blob | null> {
    if (options.mediaDir === undefined) return null;
    const found = Bun.file(join(options.mediaDir, key));
    return (await found.exists()) ? found : null;
  }

  const stub: OriginStub = {
    url: `http://127.0.0.1:${server.port}`,
    address: `127.0.0.1:${server.port}`,
    seen: [],
    mediaReads: new Map(),
    jwksReads: 0,
    readChanges: async () => ({ head: 0, from_start: true, changes: [], more: false }),
    changeReads: 0,
    objects: new Map(),
    breaks: new Map(),
    mediaLeft: [],
    etags: new Map(),
    sendEvent: () => {},
    streamLeft: Promise.resolve(),
    mediaGate: Promise.resolve(),
    accessToken: ({ sub, adult = false, role = 'creator' }, { expiresAtSec } = {}) =>
      new SignJWT({ username: 'someone', role, adult })
        .setProtectedHeader({ alg: 'ES256', kid: signing.jwk.kid })
        .setSubject(sub)
        .setIssuer(options.publicUrl)
        .setAudience('kinora')
        .setExpirationTime(expiresAtSec ?? Math.floor(Date.now() / 1000) + 900)
        .sign(signing.privateKey),
    trending: new Map(),
    packsAssets: false,
    replicationIndex: async () => null,
    async rotateKey() {
      signing = await newKey();
      published.push(signing.jwk);
    },
    withdrawOldKeys: () => void published.splice(0, published.length - 1),
    stop: () => server.stop(true),
  };
  return stub;
}

async function newKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), alg: 'ES256' } };
}
