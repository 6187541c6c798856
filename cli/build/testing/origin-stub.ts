import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
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
  /** Object keys to bytes, besides the files below `mediaDir`. */
  objects: Map<string, Uint8Array<ArrayBuffer>>;
  /** Sends text down the newest `GET /api/v1/…/status/stream`. */
  sendEvent: (text: string) => void;
  /** Resolves once the reader of that stream has gone. */
  streamLeft: Promise<void>;
  /** Makes media reads wait, so that a test can put several in flight. */
  mediaGate: Promise<void>;
  accessToken(claims: { sub: string; adult?: boolean }, options?: { expiresAtSec?: number }): Promise<string>;
  /** From now on tokens are signed by a new key with a new id, as after a rotation. */
  rotateKey(): Promise<void>;
  stop(): Promise<void>;
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
    if (pathname.startsWith('/assets/')) return file(join(options.assetsDir, pathname));
    if (pathname.startsWith('/internal/media/')) return media(request, pathname.slice('/internal/media/'.length));
    if (pathname.endsWith('/status/stream')) return eventStream();
    const body = await request.text();
    stub.seen.push({ method: request.method, path: pathname, headers: request.headers, body });
    return Response.json(
      { echoed: body },
      { headers: { 'x-kinora-secret': 'stays inside', 'set-cookie': 'a=1', connection: 'x-gone', 'x-gone': '1' } },
    );
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

  async function media(request: Request, key: string): Promise<Response> {
    if (request.headers.get(internalHeaders.key) !== options.internalKey) return new Response(null, { status: 404 });
    if (request.method === 'GET') stub.mediaReads.set(key, (stub.mediaReads.get(key) ?? 0) + 1);
    await stub.mediaGate;
    const bytes = stub.objects.get(key) ?? (await readMedia(key));
    if (!bytes) return new Response(null, { status: 404 });
    const headers = new Headers({ etag: `"${Bun.hash(bytes).toString(36)}"`, 'accept-ranges': 'bytes' });
    const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
    if (first === undefined || last === undefined) return new Response(bytes, { headers });
    const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
    const end = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
    if (start > end) {
      headers.set('content-range', `bytes */${bytes.length}`);
      return new Response(null, { status: 416, headers });
    }
    headers.set('content-range', `bytes ${start}-${end}/${bytes.length}`);
    return new Response(bytes.slice(start, end + 1), { status: 206, headers });
  }

  async function readMedia(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (options.mediaDir === undefined) return null;
    const found = Bun.file(join(options.mediaDir, key));
    return (await found.exists()) ? new Uint8Array(await found.arrayBuffer()) : null;
  }

  const stub: OriginStub = {
    url: `http://127.0.0.1:${server.port}`,
    address: `127.0.0.1:${server.port}`,
    seen: [],
    mediaReads: new Map(),
    jwksReads: 0,
    objects: new Map(),
    sendEvent: () => {},
    streamLeft: Promise.resolve(),
    mediaGate: Promise.resolve(),
    accessToken: ({ sub, adult = false }, { expiresAtSec } = {}) =>
      new SignJWT({ username: 'someone', role: 'creator', adult })
        .setProtectedHeader({ alg: 'ES256', kid: signing.jwk.kid })
        .setSubject(sub)
        .setIssuer(options.publicUrl)
        .setAudience('kinora')
        .setExpirationTime(expiresAtSec ?? Math.floor(Date.now() / 1000) + 900)
        .sign(signing.privateKey),
    async rotateKey() {
      signing = await newKey();
      published.push(signing.jwk);
    },
    stop: () => server.stop(true),
  };
  return stub;
}

async function file(path: string): Promise<Response> {
  const found = Bun.file(path);
  return (await found.exists()) ? new Response(found) : new Response(null, { status: 404 });
}

async function newKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), alg: 'ES256' } };
}
