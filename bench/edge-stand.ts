import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { buildAll } from '../cli/build/build.ts';
import { generationFiles, objectKeys } from '../shared/media/object-keys.ts';
import { importPlaybackKeys } from '../shared/tokens/playback-keys.ts';
import { signPlaybackToken } from '../shared/tokens/playback-token.ts';
import { playbackClaims } from '../testkit/playback-claims.ts';
import { migratedDatabase, tempDir } from '../testkit/services.ts';
import { startWorkerd } from './workerd-under-load.ts';

type WorkerName = 'hello' | 'checks' | 'edge';

const PUBLIC_URL = 'http://127.0.0.1:1';
const VIDEO = 'benchmark__';
const GENERATION = 'g1';
const MANIFEST_BYTES = 25 * 1024;
const SEGMENT_BYTES = 1024 * 1024;
const COMMENTS = 20;
const secret = () => crypto.getRandomValues(Buffer.alloc(32)).toString('base64url');

export type EdgeStand = Awaited<ReturnType<typeof startEdgeStand>>;

/** The edge and a bare worker, each in a plain workerd, with one video, its comments and media behind them. */
export async function startEdgeStand() {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const database = cleanup.adopt(await migratedDatabase(), (it) => it.stop());
  for (const sql of seed()) await database.client.execute(sql);
  const access = await createAccessTokens();
  const origin = startOrigin(access.jwks);
  cleanup.defer(() => origin.stop(true));

  const internalKey = secret();
  const playbackKeys = `k1:${secret()}`;
  const keys = await importPlaybackKeys(playbackKeys);
  const token = await signPlaybackToken(playbackClaims(VIDEO, GENERATION), keys);
  const mediaPath = objectKeys.generationPrefix(VIDEO, GENERATION);
  const originAddress = `127.0.0.1:${origin.port}`;
  const env = {
    ORIGIN_URL: `http://${originAddress}`,
    PUBLIC_URL,
    DATABASE_URL: database.url,
    INTERNAL_KEY: internalKey,
    PLAYBACK_KEYS: playbackKeys,
    REQUEST_LIMITS: 'off',
  };
  const { worker } = await buildAll(join(dir.path, 'dist'));
  const workers: Record<WorkerName, { bundlePath: string; readyPath: string }> = {
    hello: { bundlePath: await bundle('hello-worker', dir.path), readyPath: '/hello' },
    checks: { bundlePath: await bundle('checks-worker', dir.path), readyPath: '/ready' },
    edge: { bundlePath: worker.path, readyPath: '/healthz' },
  };
  const start = async (name: WorkerName) => {
    const home = join(dir.path, `${name}-${crypto.randomUUID()}`);
    await mkdir(home);
    return startWorkerd({ ...workers[name], dir: home, originAddress, env });
  };
  const hello = cleanup.adopt(await start('hello'), (it) => it.stop());
  const edge = cleanup.adopt(await start('edge'), (it) => it.stop());
  const checks = cleanup.adopt(await start('checks'), (it) => it.stop());

  const kept = cleanup.move();
  const below = (file: string) => `/p/${token}/${mediaPath.slice('media/'.length)}${file}`;
  const segment = '360p/00001.m4s';
  return {
    ...{ hello, edge, checks, token, accessToken: await access.sign(PUBLIC_URL), internalKey, start },
    videoId: VIDEO,
    bundleGzipBytes: worker.gzipBytes,
    paths: {
      hello: '/hello',
      manifest: below(generationFiles.hlsMaster),
      segment: below(segment),
      proxiedSegment: `/proxy/internal/media/${mediaPath}${segment}`,
      metadata: `/api/v1/videos/${VIDEO}`,
      playback: `/api/v1/videos/${VIDEO}/playback`,
      comments: `/api/v1/videos/${VIDEO}/comments?sort=newest&limit=${COMMENTS}`,
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Origin's side: one manifest, segments, and a change feed in which nothing happens. */
function startOrigin(jwks: object) {
  const manifest = mediaPlaylist();
  const segment = crypto.getRandomValues(new Uint8Array(65_536));
  const body = new Uint8Array(SEGMENT_BYTES);
  for (let at = 0; at < SEGMENT_BYTES; at += segment.length) body.set(segment, at);
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/api/v1/auth/jwks') return Response.json(jwks);
      if (pathname === '/internal/changes')
        return Response.json({ head: 0, from_start: true, changes: [], more: false });
      if (pathname.endsWith('.m4s')) return new Response(body, { headers: { etag: '"s"' } });
      return new Response(manifest, { headers: { etag: '"m"' } });
    },
  });
}

function seed(): string[] {
  const comments = Array.from({ length: COMMENTS }, (_, at) => {
    const id = `0191e0e0-0000-7000-8000-${String(at).padStart(12, '0')}`;
    return `insert into comments (id, video_id, author_id, root_id, depth, content, state, created_at)
      values ('${id}', '${VIDEO}', 'u', '${id}', 0, 'A comment of about the usual length, number ${at}', 'approved', ${at})`;
  });
  return [
    "insert into users (id, name, email, username, created_at, updated_at) values ('u', 'u', 'u@example.test', 'u', 1, 1)",
    "insert into channels (id, owner_id, handle, name, created_at, updated_at) values ('c', 'u', 'u', 'u', 1, 1)",
    `insert into videos (id, channel_id, owner_id, title, visibility, status, playable, generation, complete, duration_sec,
      created_at, updated_at) values ('${VIDEO}', 'c', 'u', 'A video', 'public', 'ready', 1, '${GENERATION}', 1, 60, 1, 1)`,
    ...comments,
  ];
}

/** A playlist of a length that long videos have. */
function mediaPlaylist(): string {
  let text =
    '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:URI="../360p/init.mp4"\n';
  for (let number = 1; text.length < MANIFEST_BYTES; number++)
    text += `#EXTINF:4.000,\n../360p/${String(number).padStart(5, '0')}.m4s\n`;
  return `${text}#EXT-X-ENDLIST\n`;
}

/** An access token as origin signs them, and the key it can be verified with. */
async function createAccessTokens() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = 'bench';
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] },
    sign: (issuer: string) =>
      new SignJWT({ role: 'creator', adult: true, username: 'somebody', sid: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setSubject(crypto.randomUUID())
        .setIssuer(issuer)
        .setAudience('kinora')
        .setExpirationTime('2h')
        .sign(privateKey),
  };
}

/** A worker of this folder, bundled like the real one. */
async function bundle(name: string, dir: string): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, `${name}.ts`)],
    target: 'browser',
    format: 'esm',
    minify: true,
    external: ['cloudflare:*'],
  });
  const path = join(dir, `${name}.js`);
  await Bun.write(path, (await built.outputs[0]?.text()) ?? '');
  return path;
}
